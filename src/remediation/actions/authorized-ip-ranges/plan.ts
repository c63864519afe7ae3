import { readinessOf } from '../../cluster-state.ts';
import type { PlanContext, Planned } from '../../define-remediation.ts';
import type { LiveCluster } from '../../live-cluster.ts';
import type { OpeningEffects, Plan } from '../../types.ts';
import { readPath } from '../../wire-path.ts';
import { actionId, type ClusterFacts, etags, factsOf, listPath, whyImpossible } from './facts.ts';
import { judgeParams } from './judge.ts';
import { type NextList, nextList } from './next-list.ts';
import { type Params, parseMinutes, showMinutes } from './params.ts';
import { planExtension } from './plan-extension.ts';
import { includes, readEntry, without } from './ranges.ts';
import { type ListChange, warningsFor } from './warnings.ts';
import { cutOff, shutOut, wayOut } from './way-out.ts';

const remarks = [
  'This opening does not give a login: whoever comes from there still needs credentials for the cluster.',
  'Azure takes up to two minutes to put a new list into effect.',
];

/** Plans one change of the list from the cluster as it was read just now. Pure. */
export function planRanges(live: LiveCluster, params: Params, context: PlanContext): Planned {
  const fields = judgeParams(params, context);
  const [wrong] = Object.values(fields);
  if (wrong) return { kind: 'refused', problem: { code: 'params', message: wrong }, fields };
  if (params.operation === 'extend') return planExtension(live, params, context);

  const { name } = live.cluster;
  const facts = factsOf(live);
  const impossible = whyImpossible(name, facts);
  if (impossible) return { kind: 'refused', problem: impossible };
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return readiness;
  // Closing goes on: a cluster in a failed state must not keep a door open.
  if (readiness.kind === 'failed' && context.purpose !== 'closing')
    return { kind: 'refused', problem: readiness.problem };

  const next = nextList(facts.list, params, context);
  if (next.kind === 'mistake')
    return {
      kind: 'refused',
      problem: { code: 'params', message: next.message },
      fields: { [next.field]: next.message },
    };
  const change = complete({ name, facts, context, params, next });
  const refusal = whyRefused(change);
  if (refusal) return { kind: 'refused', problem: refusal };
  if (change.added.length + change.removed.length === 0 && !next.openings)
    return { kind: 'nothing', message: nothingToDo(name, params) };
  const end = context.openings.filter(({ range }) => includes(change.removed, range));
  const openings: OpeningEffects = {
    ...next.openings,
    ...(end.length > 0 && { end: end.map(({ id, range }) => ({ id, range })) }),
  };
  return { kind: 'planned', plan: toPlan({ live, params, change, openings, context }) };
}

/** Adds what the list must keep, and says what differs. */
function complete({
  name,
  facts,
  context: { settings, purpose },
  params,
  next,
}: {
  name: string;
  facts: ClusterFacts;
  context: PlanContext;
  params: Params;
  next: NextList;
}): ListChange {
  const way = wayOut(facts.outbound, settings.ownEgress);
  const { after: asked, already } = next;
  const isWhole = params.operation === 'replace' || facts.list.length === 0 || next.ownOutboundGone;
  // Nothing can stand beside 0.0.0.0/32; what it shuts out is refused below.
  const isAlone = asked.some((entry) => readEntry(entry).kind === 'own-outbound');
  const keptIn = isWhole && !isAlone ? [...new Set(shutOut(asked, way))] : [];
  const after = [...asked, ...keptIn];
  return {
    ...{ name, facts, after, already, keptIn, purpose },
    added: without(after, facts.list),
    removed: without(facts.list, after),
    cut: cutOff(facts.list, after, way),
    ownOutboundGone: next.ownOutboundGone,
    widestPrefix: settings.widestPrefix,
  };
}

function whyRefused({ name, facts, after, added, removed, cut, purpose }: ListChange) {
  if (added.length > 0 && after.length > facts.limit)
    return {
      code: 'too-many',
      message: `The list of ${name} would have ${after.length} entries, and Azure takes ${facts.limit}.`,
      hint: 'Remove entries that nobody needs, or replace neighbouring ones by one wider range.',
    };
  if (removed.length > 0 && after.length === 0 && purpose !== 'rollback')
    return {
      code: 'last-range',
      message: `This would remove the last range, and an empty list opens the API server of ${name} to the whole Internet.`,
      hint: 'Replace the list by the ranges that shall stay; 0.0.0.0/32 lets in nobody but the cluster itself.',
    };
  if (cut.length > 0 && purpose !== 'closing')
    return {
      code: 'way-out',
      message: `This would shut out ${cut.join(', ')}: the nodes of ${name}, or Drawbridge itself, come from there. Nodes that cannot reach the API server become NotReady.`,
      hint: 'Leave the entry that lets them in.',
    };
  return undefined;
}

interface PlanParts {
  live: LiveCluster;
  params: Params;
  change: ListChange;
  openings: OpeningEffects;
  context: PlanContext;
}

function toPlan({ live, params, change, openings, context: { settings } }: PlanParts): Plan {
  const { facts, after, added, removed } = change;
  const { list, ...inputs } = facts;
  // As it stands on the wire: an absent list and an empty one are both open, but not the same write.
  const before = readPath(live.document, listPath) ?? null;
  const isChanged = added.length + removed.length > 0;
  return {
    action: actionId,
    summary: summaryOf(live.cluster.name, params, change, openings),
    changes: isChanged ? [{ path: listPath, before, after }] : [],
    warnings: warningsFor(change),
    remarks: added.length > 0 || openings.make ? remarks : remarks.slice(1),
    inverse: inverseOf(change),
    inputs: { ...inputs, ...settings },
    ...etags(live),
    ...(Object.keys(openings).length > 0 && { openings }),
  };
}

/** What takes the change back, entry by entry, from whatever the list is by then. */
function inverseOf({
  facts,
  added: all,
  removed,
  keptIn,
  ownOutboundGone,
}: ListChange): Plan['inverse'] {
  // The ways out stay in a list that goes on without what let them in before.
  const leaves = facts.list.length > 0 && !ownOutboundGone ? keptIn : [];
  const added = without(all, leaves);
  if (added.length + removed.length === 0) return null;
  const summary = [
    removed.length > 0 ? `put ${removed.join(', ')} back` : '',
    added.length > 0 ? `take ${added.join(', ')} out again` : '',
  ];
  const params: Params =
    removed.length === 0
      ? { operation: 'remove', ranges: added }
      : { operation: 'edit', add: removed, remove: added };
  return { params, summary: summary.filter(Boolean).join(', ') };
}

function summaryOf(
  name: string,
  params: Params,
  { facts, added, removed }: ListChange,
  openings: OpeningEffects,
): string {
  const time = params.operation === 'add' && params.for ? parseMinutes(params.for) : undefined;
  if (added.length + removed.length === 0)
    return openings.make
      ? `Keep ${openings.make.ranges.map((r) => r.range).join(', ')} open on ${name} for ${showMinutes(openings.make.minutes)}`
      : `Keep ${openings.keep?.map((o) => o.range).join(', ')} on the list of ${name} for good`;
  if (facts.list.length === 0)
    return `Close the API server of ${name} to everyone but ${added.join(', ')}`;
  const parts = [
    added.length > 0 ? `Let ${added.join(', ')} reach the API server of ${name}` : '',
    removed.length > 0
      ? `${added.length > 0 ? 'shut out' : 'Shut out'} ${removed.join(', ')}${added.length > 0 ? '' : ` from the API server of ${name}`}`
      : '',
  ];
  const sentence = parts.filter(Boolean).join('; ');
  return time ? `${sentence} for ${showMinutes(time)}` : sentence;
}

function nothingToDo(name: string, params: Params): string {
  if (params.operation === 'add')
    return `Nothing to do: ${params.ranges.join(', ')} ${params.ranges.length === 1 ? 'is' : 'are'} on the list of ${name} already.`;
  if (params.operation === 'replace')
    return `Nothing to do: the list of ${name} holds exactly these ranges already.`;
  return `Nothing to do: what was to be taken back is gone from the list of ${name} already.`;
}
