import type { Role } from '../config/table.ts';
import type { Finding } from '../slack/doctor/finding.ts';
import { defineCliCommand } from './define.ts';

const formats = ['table', 'json'] as const;
const everyRole = ['bot', 'worker', 'changer'] as const;

export const command = defineCliCommand({
  name: 'doctor',
  summary: 'Try settings, Slack, rights, database, queue and Azure, and say what to do',
  options: [
    {
      flags: '--role <role...>',
      description: 'only what these parts need: bot, worker or changer',
      choices: everyRole,
    },
    {
      flags: '--format <format>',
      description: 'how to write it',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    {
      line: 'drawbridge doctor',
      does: 'tries everything, one thing at a time, and exits with 3 unless all is well',
    },
    {
      line: 'drawbridge doctor --role worker',
      does: 'tries what the worker needs, for where only the worker runs',
    },
  ],
  async run(io, { options }) {
    const { examine } = await import('./serve/examine.ts');
    const { verdict, inNeed } = await import('../slack/doctor/finding.ts');
    const roles = (options.role as Role[] | undefined) ?? everyRole;
    const findings = await examine(io, [...new Set(roles)]);
    const { problems, unknown } = inNeed(findings);
    const isWell = problems + unknown === 0;
    if (options.format === 'json') io.stdout(`${JSON.stringify({ isWell, findings }, null, 2)}\n`);
    else
      io.stdout(
        `${await table(findings, { colours: io.isTTY && !io.env.NO_COLOR })}\n${verdict(findings)}\n`,
      );
    return isWell ? 0 : 3;
  },
});

const words = { ok: 'ok', problem: 'PROBLEM', unknown: 'unknown' } as const;
const styles = { ok: 'green', problem: 'red', unknown: 'yellow' } as const;

async function table(findings: Finding[], { colours }: { colours: boolean }): Promise<string> {
  const { painter, printable } = await import('../posture/report/text.ts');
  const paint = painter(colours);
  const sections = [...Map.groupBy(findings, ({ topic }) => topic)].map(([topic, found]) => {
    const lines = found.flatMap(({ outcome, says, todo }) => [
      `  ${paint(styles[outcome], words[outcome].padEnd(7))}  ${printable(says)}`,
      ...(todo ? [`           → ${printable(todo)}`] : []),
    ]);
    return [paint('bold', topic), ...lines].join('\n');
  });
  return `${sections.join('\n')}\n`;
}
