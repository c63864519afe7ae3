import { expect, test } from 'vitest';
import { checks } from '../../src/posture/checks/index.generated.ts';
import { toHtml } from '../../src/posture/report/html.ts';
import { toJunit } from '../../src/posture/report/junit.ts';
import { toMarkdown } from '../../src/posture/report/markdown.ts';
import { toSarif } from '../../src/posture/report/sarif.ts';
import { toTable } from '../../src/posture/report/table.ts';
import { generatedAt, reportOf } from './support/reports.ts';

const command =
  'kubectl apply --filename - <<EOF\nkind: NetworkPolicy\nmetadata:\n  name: a\u001b\nEOF';
const copied =
  'kubectl apply --filename - <<EOF\nkind: NetworkPolicy\nmetadata:\n  name: a \nEOF\n';
const inMarkup = copied.replaceAll('<', '&lt;');

function report() {
  const whole = reportOf();
  const results = whole.results.map((result) =>
    result.check === 'AKS-API-005'
      ? { ...result, fix: { kind: 'manual' as const, steps: 'Apply this.', commands: [command] } }
      : result,
  );
  return [{ ...whole, results }];
}

const formats: [string, () => string, string][] = [
  ['table', () => toTable(report()), `    $ ${copied}`],
  ['markdown', () => toMarkdown(report(), { generatedAt }), `\`\`\`sh\n${copied}\`\`\``],
  ['html', () => toHtml(report(), { generatedAt, checks }), `<pre><code>${inMarkup}</code></pre>`],
  ['junit', () => toJunit(report(), {}), `$ ${inMarkup.trimEnd()}`],
  [
    'sarif',
    () =>
      `${JSON.parse(toSarif(report(), { generatedAt, checks }))
        .runs[0].results.flatMap(
          ({ properties }: { properties: { commands?: string[] } }) => properties.commands ?? [],
        )
        .join('\n')}\n`,
    copied,
  ],
];

test.each(formats)('a manifest below a command keeps its lines in %s', (_, written, wanted) => {
  expect(written()).toContain(wanted);
  expect(written()).not.toContain('\u001b');
});
