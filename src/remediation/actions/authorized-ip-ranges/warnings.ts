import type { Purpose } from '../../define-remediation.ts';
import type { Plan } from '../../types.ts';
import type { ClusterFacts } from './facts.ts';
import { addressesIn, coveredBy, type Entry, includes, readEntry } from './ranges.ts';

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

function aboutTheWayOut({ name, facts, cut, keptIn, removed, purpose }: ListChange): Warning[] {
  const found: Warning[] = [];
  if (cut.length > 0)
    found.push(
      danger(
        `This shuts out ${cut.join(', ')}, from which the nodes of ${name} or Drawbridge itself come. Nodes that cannot reach the API server become NotReady.`,
      ),
    );
  const narrows = removed.length > 0 || facts.list.length === 0;
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
        text: `${range} lets in ${addressesIn(entry.range).toLocaleString('en')} addresses.`,
      });
  }
  if (removed.length > 0)
    found.push({ level: 'warning', text: `Whoever comes from ${removed.join(', ')} is shut out.` });
  return found;
}

function aboutEntries({ facts, after }: ListChange): Warning[] {
  return after.flatMap((text) => {
    const stays = includes(facts.list, text) ? 'is in the list and stays' : 'is added';
    const { kind } = readEntry(text);
    return kind === 'range' ? [] : [aboutEntry(kind, `${text} ${stays}`)];
  });
}

function aboutEntry(kind: Exclude<Entry['kind'], 'range'>, what: string): Warning {
  switch (kind) {
    case 'service-tag':
      return {
        level: 'warning',
        text: `${what}. It is a service tag, not a range: it lets in every address of that service, other customers' machines among them.`,
      };
    case 'own-outbound':
      return {
        level: 'info',
        text: `${what}. It stands for the cluster's own outbound address, not for a range.`,
      };
    case 'unreadable':
      return { level: 'warning', text: `${what}, and is not understood: it is left as it is.` };
  }
}

function danger(text: string): Warning {
  return { level: 'danger', mustConfirm: true, text };
}
