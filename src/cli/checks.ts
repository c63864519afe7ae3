import { defineCliCommand } from './define.ts';

const formats = ['table', 'json', 'markdown'] as const;
const frameworks = ['cis', 'mcsb', 'policy'] as const;

interface Options {
  format: (typeof formats)[number];
  framework?: (typeof frameworks)[number];
}

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
    {
      flags: '--framework <framework>',
      description:
        'only checks that prove a rule of CIS AKS 1.8, the Microsoft cloud security benchmark or Azure Policy',
      choices: frameworks,
    },
  ],
  examples: [
    { line: 'drawbridge checks', does: 'lists the checks, layer by layer' },
    { line: 'drawbridge checks --format json', does: 'the same for a program, with references' },
    { line: 'drawbridge checks --framework cis', does: 'which rules of CIS each check proves' },
  ],
  async run(io, input) {
    const { format, framework } = input.options as unknown as Options;
    const { checks: all } = await import('../posture/checks/index.generated.ts');
    const { checksOf } = await import('../posture/frameworks.ts');
    const { checksToJson, checksToMarkdown, checksToTable } = await import(
      '../posture/report/checks.ts'
    );
    const checks = framework ? checksOf(all, framework) : all;
    if (format === 'json') io.stdout(checksToJson(checks));
    else if (format === 'markdown') io.stdout(checksToMarkdown(checks));
    else io.stdout(checksToTable(checks, { colours: io.isTTY && !io.env.NO_COLOR, framework }));
    return 0;
  },
});
