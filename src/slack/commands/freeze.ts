import { fitsAny } from '../../fleet/filter-schema.ts';
import type { CurrentFreezes } from '../../remediation/freezing.ts';
import type { FreezeRow } from '../../store/freezes.ts';
import type { CommandContext } from '../context.ts';
import { defineCommand } from '../define-command.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';
import { type FreezeWords, readFreezeWords } from '../freeze-words.ts';
import { allowedAmong } from '../may.ts';
import { freezeList } from '../views/freeze-list.ts';
import { plural } from '../views/posture-words.ts';

export const command = defineCommand({
  name: 'freeze',
  summary: 'Keeps changes from being applied for a time, and shows what is frozen.',
  args: {
    what: {
      type: 'rest',
      placeholder: 'clusters time reason, or end',
      description:
        'which clusters (all, a name, tag:env=prod), for how long or until when, and why; or end, or list',
    },
  },
  examples: [
    { line: 'freeze', does: 'shows what is frozen' },
    {
      line: 'freeze tag:env=prod 3d because of the sale',
      does: 'lets nothing be applied to them for three days, for those who may approve on all of them',
    },
    {
      line: 'freeze all until 2027-01-04T08:00 because of the year’s end',
      does: 'does so until then (UTC)',
    },
    { line: 'freeze end tag:env=prod', does: 'ends the freeze of those clusters' },
  ],
  right: 'read',
  async run({ args: { what = '' }, ...asking }) {
    const words = readFreezeWords(what, asking.deps.now());
    switch (words.kind) {
      case 'wrong':
        return asking.answer(escapeMrkdwn(words.problem));
      case 'list':
        return list(asking);
      case 'end':
        return end(asking, words.filter);
      case 'begin':
        return begin(asking, words);
    }
  },
});

async function list(asking: CommandContext): Promise<void> {
  const current = await visibleFreezes(asking);
  return asking.answer(current ? () => freezeList(current) : seesNothing(asking));
}

/** Those that concern clusters that the person may look at; null for whoever may look at none. */
async function visibleFreezes(asking: CommandContext): Promise<CurrentFreezes | null> {
  const { deps } = asking;
  const visible = await allowedAmong(asking, 'read', await deps.fleet.all());
  if (visible.length === 0) return null;
  const { said, written } = await deps.changes.currentFreezes();
  return {
    said: said.filter(({ filter }) => visible.some(fitsAny(filter))),
    written: written.filter(({ window }) => visible.some(fitsAny(window.clusters))),
  };
}

function seesNothing({ deps }: CommandContext): string {
  return `You may look at no cluster here, and so at no freeze. ${code(`${deps.slashCommand} can-i read <cluster>`)} says why.`;
}

async function begin(
  asking: CommandContext,
  { filter, until, reason }: Extract<FreezeWords, { kind: 'begin' }>,
): Promise<void> {
  const { deps, person, answer } = asking;
  const { clusters, refusal } = await mayFreeze(asking, filter);
  if (refusal) return answer(refusal);
  await deps.changes.freeze({ filter, until, reason, person });
  await answer(
    `${bold(`${clusters} ${plural(clusters, 'cluster')}`)} (${code(filter)}) frozen until ${when(until)}: ${escapeMrkdwn(reason)}. Plans can be made and decided on, and nothing is applied before; roll-backs and the ends of openings are. ${code(`${deps.slashCommand} freeze end ${filter}`)} ends it.`,
  );
}

/** Whoever may approve changes of all these clusters may also say that none is applied, and that some are again. */
async function mayFreeze(
  asking: CommandContext,
  filter: string,
): Promise<{ clusters: number; refusal?: string }> {
  const { deps } = asking;
  const clusters = (await deps.fleet.all()).filter(fitsAny(filter));
  if (clusters.length === 0)
    return {
      clusters: 0,
      refusal: `No cluster fits ${code(filter)}; ${code(`${deps.slashCommand} clusters`)} shows them all.`,
    };
  const mine = await allowedAmong(asking, 'approve', clusters);
  const others = clusters.filter((each) => !mine.includes(each));
  if (others.length === 0) return { clusters: clusters.length };
  const refusal = `To freeze ${code(filter)}, or to end that, you would have to be allowed to approve changes of all its clusters, and`;
  // Names are said to those alone who may see them.
  const [other] = await allowedAmong(asking, 'read', others);
  return {
    clusters: clusters.length,
    refusal: other
      ? `${refusal} of ${bold(other.name)} you are not. ${code(`${deps.slashCommand} can-i approve ${other.name}`)} says why.`
      : `${refusal} of some you are not.`,
  };
}

async function end(asking: CommandContext, filter: string | null): Promise<void> {
  const { deps, person, answer } = asking;
  const current = await visibleFreezes(asking);
  if (!current) return answer(seesNothing(asking));
  const { said, written } = current;
  const meant = said.filter((each) => filter === null || sameFilter(each, filter));
  if (meant.length === 0) return answer(nothingToEnd(filter, said, written.length));
  const [one] = meant;
  if (filter === null && meant.length > 1)
    return answer(
      `Which one? ${said.map((each) => code(`${deps.slashCommand} freeze end ${each.filter}`)).join(', ')}`,
    );
  const { refusal } = await mayFreeze(asking, one?.filter ?? 'all');
  if (refusal) return answer(refusal);
  let ended = 0;
  for (const { id } of meant) if (await deps.changes.unfreeze({ id, person })) ended += 1;
  await answer(
    ended > 0
      ? `The freeze of ${code(one?.filter ?? '')} is over. What was approved meanwhile is applied now, as far as its approval still holds.`
      : 'Somebody else has ended it a moment ago.',
  );
}

function nothingToEnd(filter: string | null, said: readonly FreezeRow[], written: number): string {
  if (said.length > 0)
    return `No freeze was put on as ${code(filter ?? '')}. There ${said.length === 1 ? 'is' : 'are'}: ${said.map((each) => code(each.filter)).join(', ')}.`;
  return written > 0
    ? 'What is frozen now is frozen by the configuration, and ends as that says. A single change can be let through on its card.'
    : 'Nothing is frozen at the moment.';
}

function sameFilter({ filter }: FreezeRow, other: string): boolean {
  return filter.toLowerCase() === other.toLowerCase();
}
