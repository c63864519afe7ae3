import { defineCliCommand } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;

export const command = defineCliCommand({
  name: 'remediations',
  summary: 'List the changes that Drawbridge can make, and the permissions that each needs',
  options: [
    {
      flags: '--format <format>',
      description: 'how to write the list',
      choices: formats,
      default: 'table',
    },
  ],
  examples: [
    { line: 'drawbridge remediations', does: 'lists what can be changed from Slack' },
    {
      line: 'drawbridge remediations --format json',
      does: 'the same for a program, with the parameters of each as JSON Schema',
    },
  ],
  async run(io, { options }) {
    const { remediations } = await import('../remediation/actions/index.generated.ts');
    const { remediationsToJson, remediationsToMarkdown, remediationsToTable } = await import(
      '../remediation/report.ts'
    );
    if (options.format === 'json') io.stdout(remediationsToJson(remediations));
    else if (options.format === 'markdown') io.stdout(remediationsToMarkdown(remediations));
    else io.stdout(remediationsToTable(remediations, { colours: io.isTTY && !io.env.NO_COLOR }));
    return 0;
  },
});
