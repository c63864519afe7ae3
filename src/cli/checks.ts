import { defineCliCommand } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;

export const command = defineCliCommand({
  name: 'checks',
  summary: 'List the posture checks: what each proves, how bad a failure is, and how it is fixed',
  options: [
    {
      flags: '--format <format>',
      description: 'how to write the list',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    { line: 'drawbridge checks', does: 'lists the checks, layer by layer' },
    { line: 'drawbridge checks --format json', does: 'the same for a program, with references' },
  ],
  async run(io, { options }) {
    const { checks } = await import('../posture/checks/index.generated.ts');
    const { checksToJson, checksToMarkdown, checksToTable } = await import(
      '../posture/report/checks.ts'
    );
    if (options.format === 'json') io.stdout(checksToJson(checks));
    else if (options.format === 'markdown') io.stdout(checksToMarkdown(checks));
    else io.stdout(checksToTable(checks, { colours: io.isTTY && !io.env.NO_COLOR }));
    return 0;
  },
});
