import { CliError, defineCliCommand } from './define.ts';

export const command = defineCliCommand({
  name: 'waivers',
  summary: 'Check a file of waivers, before a review or in a pipeline',
  arguments: [
    { flags: '<what>', description: 'check' },
    { flags: '<file>', description: 'the waivers, in YAML (waivers.example.yaml is a start)' },
  ],
  options: [],
  examples: [
    {
      line: 'drawbridge waivers check waivers.yaml',
      does: 'names every problem with its line, and what has lapsed; exits with 2 if the file cannot be used',
    },
  ],
  async run(io, { args: [what, file = ''] }) {
    if (what !== 'check')
      throw new CliError(`“${what}” is not check; try \`drawbridge waivers check ${file}\``, {
        exitCode: 2,
      });
    const { waiversOfFile } = await import('./waivers-input.ts');
    const { waiversToTable } = await import('../posture/report/waivers.ts');
    const waivers = await waiversOfFile(io, file);
    io.stdout(waiversToTable(waivers, { now: io.now(), colours: io.isTTY && !io.env.NO_COLOR }));
    return 0;
  },
});
