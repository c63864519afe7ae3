import type { Purpose } from '../../define-remediation.ts';
import type { Plan } from '../../types.ts';
import type { ClusterFacts } from './facts.ts';
import { addressesIn, coveredBy, ownOutboundEntry, type Range, readEntry } from './ranges.ts';

type Warning = Plan['warnings'][number];

/** A planned list beside the present one, and why it is as it is. */
export interface ListChange {
  name: string;
  facts: ClusterFacts;
  after: string[];
  added: string[];
  removed: string[];
  /** Asked for, and in the list already. */
  already: string[];
  /** Added by the plan itself, because the cluster or Drawbridge comes from there. */
  keptIn: string[];
  /** Of the cluster's or Drawbridge's own addresses, those that would be shut out. */
  cut: string[];
  /** `0.0.0.0/32` made room for ranges. */
  ownOutboundGone: boolean;
  widestPrefix: number;
  purpose: Purpose;
}

/** Everything that an approver should see before deciding, the gravest first. */
export function warningsFor(change: ListChange): Warning[] {
  return [
    ...aboutEverybody(change),
    ...aboutTheWayOut(change),
    ...aboutRanges(change),
    ...aboutEntries(change),
  ];
}

function aboutEverybody({ name, facts, after, purpose }: ListChange): Warning[] {
  const opens = facts.list.length > 0 && after.length === 0;
  const closes = facts.list.length === 0 && after.length > 0;
  if (closes)
    return [
      danger(
        `The API server of ${name} is open to the whole Internet now. This is its first list: everybody who is not on it is shut out, people and pipelines alike.`,
      ),
    ];
  if (opens && purpose === 'rollback')
    return [
      danger(
        `Taking this back empties the list, and an empty list opens the API server of ${name} to the whole Internet.`,
      ),
    ];
  return [];
}

function aboutTheWayOut(change: ListChange): Warning[] {
  const { name, facts, cut, keptIn, removed, ownOutboundGone, purpose } = change;
  const found: Warning[] = [];
  if (cut.length > 0)
    found.push(
      danger(
        `This shuts out ${cut.join(', ')}, from which the nodes of ${name} or Drawbridge itself come. Nodes that cannot reach the API server become NotReady.`,
      ),
    );
  const narrows = removed.length > 0 || facts.list.length === 0;
  if (ownOutboundGone)
    found.push({
      level: 'info',
      text: `${ownOutboundEntry} stands for the cluster's own outbound address, and Azure takes it only by itself: the address itself takes its place.`,
    });
  if (facts.outbound.unknown.length > 0 && narrows && purpose !== 'closing')
    found.push({
      level: 'danger',
      mustConfirm: true,
      text: `From which addresses the nodes of ${name} come is not known: ${facts.outbound.unknown.join('; ')}. Confirm that they stay on the list, or the nodes become NotReady.`,
    });
  if (keptIn.length > 0)
    found.push({
      level: 'info',
      text: `Added as well, so that the nodes and Drawbridge itself stay connected: ${keptIn.join(', ')}.`,
    });
  return found;
}

function aboutRanges({ facts, added, removed, already }: ListChange): Warning[] {
  const found: Warning[] = [];
  for (const range of already)
    found.push({ level: 'info', text: `${range} is in the list already; it is not added twice.` });
  for (const range of added) {
    const cover = coveredBy(facts.list, range);
    if (cover) found.push({ level: 'info', text: `${range} is let in by ${cover} already.` });
    const entry = readEntry(range);
    if (entry.kind === 'range' && entry.range.prefix < 24)
      found.push({
        level: 'warning',
        text: `${range} lets in ${showCount(entry.range)} addresses.`,
      });
  }
  if (removed.length > 0)
    found.push({ level: 'warning', text: `Whoever comes from ${removed.join(', ')} is shut out.` });
  return found;
}

function aboutEntries({ after, added, widestPrefix }: ListChange): Warning[] {
  const found: Warning[] = [];
  for (const text of after) {
    const entry = readEntry(text);
    const what = `${text} ${added.includes(text) ? 'is added' : 'is in the list and stays'}`;
    if (entry.kind === 'range' && entry.range.prefix < widestPrefix)
      found.push(warning(`${what}, which lets in ${showCount(entry.range)} addresses.`));
    if (entry.kind === 'service-tag')
      found.push(
        warning(
          `${what}. It is a service tag, not a range: it lets in every address of that service, other customers' machines among them.`,
        ),
      );
    if (entry.kind === 'own-outbound')
      found.push({
        level: 'info',
        text: `${what}. It stands for the cluster's own outbound address, not for a range.`,
      });
    if (entry.kind === 'unreadable')
      found.push(warning(`${what}, and is not understood: it is left as it is.`));
  }
  return found;
}

function showCount(range: Range): string {
  return addressesIn(range).toLocaleString('en');
}

function warning(text: string): Warning {
  return { level: 'warning', text };
}

function danger(text: string): Warning {
  return { level: 'danger', mustConfirm: true, text };
}
