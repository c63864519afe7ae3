import { remediations } from '../../../src/remediation/actions/index.generated.ts';
import { remediationsToMarkdown } from '../../../src/remediation/report.ts';
import { page } from '../markdown.ts';

export function remediationsPage(): string {
  const body = remediationsToMarkdown(remediations)
    .replace(/^# .*\n\n/, '')
    .trimEnd();
  return page(
    'Remediations',
    'What Drawbridge can change, after the approvers that the rights name have agreed. The risk decides which approval policy of the rights file holds.',
    body,
  );
}
