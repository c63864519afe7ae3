/** That nobody can look: as long as it lasts, and that it is over. */
import type { BlindValue } from '../../forbidden/alerts/blind.ts';
import { context, dataTable, header, type Rendered, section, type ViewBlock } from '../blocks.ts';
import { defineView } from '../define-view.ts';
import { when } from '../escape.ts';
import { counted } from './incident-text.ts';
import { short } from './waiver-text.ts';

const mostRows = 30;

export const view = defineView<BlindValue>({
  name: 'not-looking',
  load: ({ alerts }, id) => alerts.describeBlind(id),
  render: notLooking,
});

export function notLooking(value: BlindValue): Rendered {
  const { state, clusters, resolvedAt, openedAt } = value;
  if (state === 'resolved')
    return {
      text: short(`Looked at again: the audit log of ${clustersInWords(value)}`, 1000),
      blocks: [
        section(
          `:white_check_mark: *Looked at again:* the audit log of ${short(clustersInWords(value), 500)}. Nobody could look from ${since(value)} on; it was over ${when(resolvedAt ?? openedAt)}.`,
        ),
        ...gaps(value),
      ],
    };
  const still = clusters.filter(({ seenAgain }) => seenAgain === null);
  const [first] = still;
  return {
    text: short(`Not looked since ${sinceInUtc(value)}: ${clustersInWords(value)}`, 1000),
    blocks: [
      header(`Not looked since ${sinceInUtc(value)}: ${clustersInWords(value)}`),
      section(
        `Nobody sees refused calls there now, and no alert of them ends by itself meanwhile. It was all seen until ${since(value)}.`,
      ),
      ...(clusters.length === 1 && first ? [section(`*Why:* ${short(first.why, 1500)}`)] : []),
      ...(clusters.length > 1 ? table(value) : []),
      context('I keep trying, and say so here when it works again.'),
    ],
  };
}

function table({ clusters }: BlindValue): ViewBlock[] {
  const rows = clusters
    .slice(0, mostRows)
    .map(({ name, since: at, why, seenAgain }) => [
      ...[name, at ? utc(at) : 'never'],
      seenAgain ? `looked at again since ${utc(seenAgain)}` : why,
    ]);
  const left = clusters.length - rows.length;
  return [
    dataTable({
      caption: `${counted(clusters.length, 'cluster')}, the longest first`,
      columns: ['Cluster', 'Seen until (UTC)', 'Why'],
      rows,
    }),
    ...(left > 0 ? [context(`${left} more did not fit here.`)] : []),
  ];
}

/** What was missed, and what becomes of it. */
export function gaps({ gaps: all }: BlindValue): ViewBlock[] {
  const [first] = all;
  if (!first) return [];
  const from = all.map((gap) => gap.from).toSorted()[0] as string;
  const until = all
    .map((gap) => gap.until)
    .toSorted()
    .at(-1) as string;
  const where =
    all.length > 1
      ? ` on ${counted(new Set(all.map(({ clusterId }) => clusterId)).size, 'cluster')}`
      : '';
  const time = `The time from ${when(from)} to ${when(until)}${where}`;
  return [
    context(
      all.some(({ isGivenUp }) => isGivenUp)
        ? `${time} could not be looked at afterwards either: what was refused then is not known here.`
        : `${time} is looked at afterwards, in the next look.`,
    ),
  ];
}

/** Those that nobody looks at; once that is over, all that it was about. */
export function clustersInWords({ clusters, state }: BlindValue): string {
  const meant = clusters.filter(({ seenAgain }) => state === 'resolved' || seenAgain === null);
  const [first] = meant;
  if (!first) return 'no cluster';
  const more = meant.length - 1;
  return more > 0 ? `${first.name.slice(0, 63)} and ${more} more` : first.name.slice(0, 63);
}

/** Since when nobody looked, at the one that was not looked at the longest. */
function since(value: BlindValue): string {
  const first = earliest(value);
  return first ? when(first) : 'its first look';
}

function sinceInUtc(value: BlindValue): string {
  const first = earliest(value);
  return first ? `${utc(first)} UTC` : 'the first look';
}

function earliest({ clusters }: BlindValue): string | undefined {
  return clusters
    .flatMap(({ since: at }) => at ?? [])
    .toSorted()
    .at(0);
}

function utc(at: string): string {
  return at.slice(0, 16).replace('T', ' ');
}
