import type { CommandContext } from './context.ts';
import type { Said } from './grammar/parse.ts';
import type { Specs, ValuesOf } from './grammar/spec.ts';

/** What is asked of the rights before a command runs; null where nothing of the fleet is shown. */
export type Right = 'read' | 'propose' | 'approve' | 'audit' | null;

export interface Invocation<A = Record<string, unknown>, F = Record<string, unknown>>
  extends CommandContext {
  args: A;
  flags: F;
}

/** A command to which something required is missing, with what was read so far. */
export interface Unfinished {
  missing: string[];
  args: Record<string, unknown>;
  said: Said;
}

interface Example {
  /** Without the slash command's name: `posture aks-prod-weu`. */
  line: string;
  does: string;
}

export interface CommandDeclaration<A extends Specs, F extends Specs> {
  /** One word, lower case. */
  name: string;
  summary: string;
  /** In the order in which they are typed. */
  args?: A;
  flags?: F;
  examples: Example[];
  /** Judged on the cluster where the command names one; otherwise the command judges by itself what it shows. */
  right: Right;
  run(invocation: Invocation<ValuesOf<A>, ValuesOf<F>>): Promise<void>;
  /**
   * Opens a form of the command's own when something required was not said; otherwise a form asks
   * for just that. It is called before anything was read: Slack's trigger lives for three seconds.
   * @returns false to leave it to the usual form.
   */
  ask?(context: CommandContext, said: Unfinished): Promise<boolean>;
}

export interface Command {
  name: string;
  summary: string;
  args: Specs;
  flags: Specs;
  examples: Example[];
  right: Right;
  run(invocation: Invocation): Promise<void>;
  ask?(context: CommandContext, said: Unfinished): Promise<boolean>;
}

/** Declares one chat command: its parser, help, usage hint, manifest entry and documentation are made from this. */
export function defineCommand<
  const A extends Specs = Record<never, never>,
  const F extends Specs = Record<never, never>,
>({ args, flags, run, ...rest }: CommandDeclaration<A, F>): Command {
  return {
    ...rest,
    args: args ?? {},
    flags: flags ?? {},
    // The parser fills both records from the same specs that give them their types.
    run: (invocation) => run(invocation as Invocation<ValuesOf<A>, ValuesOf<F>>),
  };
}
