/** From a line that somebody typed to the command that runs, with everything that can go wrong on the way. */

import { FilterError, isFilter, parseFilter } from '../fleet/filter.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import type { CommandContext } from './context.ts';
import type { Command, Unfinished } from './define-command.ts';
import { escapeMrkdwn } from './escape.ts';
import { findCluster } from './find-cluster.ts';
import { lineFrom, parse } from './grammar/parse.ts';
import type { ManyClusters } from './grammar/spec.ts';
import { judgeFor, refusalText } from './may.ts';
import { askInput, modal as askModal } from './modals/ask.ts';
import { needsMore, wrongWords } from './views/wrong-words.ts';

/** `once` is false for a delivery that was seen before. It is asked before anything is done, but after a form is opened. */
export async function dispatch(
  line: string,
  context: CommandContext,
  once: () => Promise<boolean> = () => Promise.resolve(true),
): Promise<void> {
  const { deps } = context;
  const { slashCommand } = deps;
  const parsed = parse(line, deps.registry.commands);
  switch (parsed.kind) {
    case 'empty':
      return (await once()) ? context.runLine('help') : undefined;
    case 'wrong':
      return (await once())
        ? context.answer((drawing) =>
            wrongWords({ ...parsed, command: parsed.command?.name, slashCommand }, drawing),
          )
        : undefined;
    case 'missing':
      return askFor(parsed.command, parsed, context);
    case 'run':
      return (await once())
        ? run(parsed.command, line, parsed.args, parsed.flags, context)
        : undefined;
  }
}

async function askFor(
  command: Command,
  unfinished: Unfinished,
  context: CommandContext,
): Promise<void> {
  if (context.origin.triggerId) {
    if (await command.ask?.(context, unfinished)) return;
    return context.openModal(askModal, askInput(command, unfinished));
  }
  // A mention brings no trigger, so a press has to open the form.
  const line = lineFrom(command, unfinished.said);
  const needed = unfinished.missing.map((name) => command.args[name]?.description ?? name);
  await context.answer((drawing) => needsMore({ command: command.name, needed, line }, drawing));
}

async function run(
  command: Command,
  line: string,
  args: Record<string, unknown>,
  flags: Record<string, unknown>,
  context: CommandContext,
): Promise<void> {
  const resolved = await withClusters(command, line, args, context);
  if (!resolved) return;
  if (command.right) {
    const clusters = Object.entries(command.args)
      .filter(([, { type }]) => type === 'cluster')
      // Of many, each is judged by the command: those that the person may not see are left out.
      .flatMap(([name]) => (isOne(resolved[name]) ? [resolved[name]] : []));
    for (const cluster of clusters) {
      const verdict = await judgeFor(context, command.right, cluster);
      if (!verdict.allowed) return context.answer(refusalText(verdict));
    }
  }
  await command.run({ ...context, args: resolved, flags });
}

/** Names become clusters. Undefined after the person was told that a name is unknown or means several. */
async function withClusters(
  { args: specs }: Command,
  line: string,
  args: Record<string, unknown>,
  context: CommandContext,
): Promise<Record<string, unknown> | undefined> {
  const resolved = { ...args };
  for (const [name, spec] of Object.entries(specs)) {
    const word = args[name];
    if (spec.type !== 'cluster' || typeof word !== 'string') continue;
    if (spec.many && isFilter(word)) {
      const many = await manyClusters(word, context);
      if (!many) return undefined;
      resolved[name] = many;
      continue;
    }
    const cluster = await findCluster(word, line, context);
    if (!cluster) return undefined;
    resolved[name] = cluster;
  }
  return resolved;
}

function isOne(value: unknown): value is ClusterRef {
  return typeof value === 'object' && value !== null && !('filter' in value);
}

/** A filter, understood; undefined after the person was told that it cannot be. */
async function manyClusters(
  filter: string,
  { answer }: CommandContext,
): Promise<ManyClusters | undefined> {
  try {
    return { filter, fits: parseFilter(filter) };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    await answer(escapeMrkdwn(error.message));
    return undefined;
  }
}
