/** The list of remediations, as `drawbridge remediations` and the reference write it. */
import { z } from 'zod';
import { columns, painter } from '../posture/report/text.ts';
import type { AnyRemediation } from './define-remediation.ts';

function describeRemediations(remediations: readonly AnyRemediation[]) {
  return remediations
    .toSorted((left, right) => (left.id < right.id ? -1 : 1))
    .map(({ id, title, summary, risk, permissions, params }) => ({
      id,
      title,
      summary,
      risk,
      permissions,
      params: z.toJSONSchema(params, { io: 'input' }),
    }));
}

export function remediationsToJson(remediations: readonly AnyRemediation[]): string {
  return `${JSON.stringify(describeRemediations(remediations), null, 2)}\n`;
}

export function remediationsToTable(
  remediations: readonly AnyRemediation[],
  { colours = false } = {},
): string {
  const paint = painter(colours);
  const facts = describeRemediations(remediations);
  const heads = columns(facts.map(({ id, risk, title }) => [id, `risk ${risk}`, title]));
  const parts = facts.map(({ summary, permissions }, index) =>
    [
      paint('bold', heads[index] ?? ''),
      `  ${summary}`,
      ...[...permissions.azure, ...permissions.kubernetes].map((action) => `  ${action}`),
    ].join('\n'),
  );
  const count = `${facts.length} ${facts.length === 1 ? 'remediation' : 'remediations'}`;
  return `${parts.join('\n\n')}\n\n${count}\n`;
}

export function remediationsToMarkdown(remediations: readonly AnyRemediation[]): string {
  const sections = describeRemediations(remediations).map(
    ({ id, title, summary, risk, permissions, params }) =>
      [
        `## ${title}`,
        `\`${id}\`, risk ${risk}. ${summary}`,
        `The identity that changes clusters needs:\n\n${[
          ...permissions.azure,
          ...permissions.kubernetes,
        ]
          .map((action) => `- \`${action}\``)
          .join('\n')}`,
        `Its parameters, as JSON Schema:\n\n\`\`\`json\n${JSON.stringify(params, null, 2)}\n\`\`\``,
      ].join('\n\n'),
  );
  return `${['# Remediations', ...sections].join('\n\n')}\n`;
}
