import { Command, CommanderError, Option } from 'commander';
import { type CliCommand, CliError, type ExitCode, type Io } from './define.ts';
import { commands } from './index.generated.ts';

const isSource = import.meta.url.endsWith('.ts');

/** Commander over the generated list: names and summaries are known at once, a command's own file only when it is called. */
export function buildProgram(io: Io): { run(argv: string[]): Promise<ExitCode> } {
  return {
    async run(argv) {
      let exitCode: ExitCode = 0;
      const wanted = argv.find((word) => !word.startsWith('-'));
      const program = baseCommand('drawbridge', io)
        .description(
          'Watches a fleet of AKS clusters from Slack, and changes them with a second pair of eyes.',
        )
        .option('--verbose', 'say the cause of an error too')
        .showSuggestionAfterError();
      for (const { name, summary, onlyInSource, load } of commands) {
        if (onlyInSource && !isSource) continue;
        if (name !== wanted && wanted !== 'help') {
          program.addCommand(baseCommand(name, io).description(summary));
          continue;
        }
        const command = (await load()).command;
        program.addCommand(
          subCommand(command, io, (code) => {
            exitCode = code;
          }),
        );
      }
      try {
        await program.parseAsync(argv, { from: 'user' });
      } catch (error) {
        if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
        throw error;
      }
      return exitCode;
    },
  };
}

function baseCommand(name: string, io: Io): Command {
  return new Command(name).exitOverride().configureOutput({
    writeOut: (text) => io.stdout(text),
    writeErr: (text) => io.stderr(text),
    outputError: (text, write) => write(text.replace(/^error: /, 'drawbridge: ')),
  });
}

function subCommand(command: CliCommand, io: Io, done: (code: ExitCode) => void): Command {
  const built = baseCommand(command.name, io)
    .description(command.summary)
    .option('--verbose', 'say the cause of an error too');
  for (const { flags, description } of command.arguments ?? []) built.argument(flags, description);
  for (const { flags, description, choices, default: preset } of command.options ?? []) {
    const option = new Option(flags, description);
    if (choices) option.choices(choices);
    if (preset !== undefined) option.default(preset);
    built.addOption(option);
  }
  built.addHelpText(
    'after',
    `\nExamples:\n${command.examples.map(({ line, does }) => `  ${line}\n      ${does}`).join('\n')}`,
  );
  return built.action(async () => {
    try {
      done(await command.run(io, { args: built.args, options: built.opts() }));
    } catch (error) {
      if (error instanceof CliError || io.signal.aborted === false) throw error;
      done(0);
    }
  });
}
