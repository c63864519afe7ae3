/**
 * One sub-command a file. `npm run generate` lists them in index.generated.ts, from which the
 * program, its help and docs/command-line.md are made. Libraries are imported inside `run`,
 * so that `--help` stays quick.
 */
export interface Io {
  stdout(text: string): void;
  stderr(text: string): void;
  env: Record<string, string | undefined>;
  cwd: string;
  isTTY: boolean;
  /** Aborted by SIGINT and SIGTERM; long-running commands end then. */
  signal: AbortSignal;
  now(): Date;
}

/** 0 done · 1 findings at or above --fail-on · 2 wrong usage or unreadable input · 3 Azure, Slack or the database refused or could not be reached. */
export type ExitCode = 0 | 1 | 2 | 3;

export interface CliOption {
  /** As commander writes it: `--format <format>`, `--from <file...>`, `--all`. */
  flags: string;
  description: string;
  choices?: readonly string[];
  default?: string;
}

export interface CliCommand {
  name: string;
  summary: string;
  /** As commander writes it: `[name...]`, `<check>`. */
  arguments?: { flags: string; description: string }[];
  options?: CliOption[];
  examples: { line: string; does: string }[];
  /** Needs the source and its development dependencies: a package or an image has no such command. */
  onlyInSource?: true;
  run(io: Io, input: { args: string[]; options: Record<string, unknown> }): Promise<ExitCode>;
}

export function defineCliCommand(command: CliCommand): CliCommand {
  return command;
}

/** An error that ends the program with one line on stderr; `--verbose` adds the cause. */
export class CliError extends Error {
  readonly exitCode: Exclude<ExitCode, 0>;

  constructor(message: string, { exitCode, cause }: { exitCode: 1 | 2 | 3; cause?: unknown }) {
    super(message, { cause });
    this.name = 'CliError';
    this.exitCode = exitCode;
  }
}
