import { createHash } from 'node:crypto';
import { openRequest } from '../../approval/requests.ts';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import type { Person } from '../../rights/person.ts';
import { storableText } from '../../store/rows.ts';
import { getWaiver, insertWaiver, latestResults, waitingWaiver } from '../../store/waivers.ts';
import { canonicalJson } from '../../trail/canonical-json.ts';
import { listed } from '../combine.ts';
import type { CheckResult } from '../types.ts';
import { type Context, transact } from './context.ts';
import {
  approversTarget,
  checkOf,
  judgedBy,
  onlyCluster,
  requesterTarget,
  riskOf,
  strictest,
  subjectOf,
} from './moves.ts';
import { scopeInWords, type WaiverScope } from './scope.ts';
import { clustersOf } from './stored.ts';
import type { WaivedFinding } from './types.ts';

export interface AskInput {
  check: string;
  scope: WaiverScope;
  object?: string | null;
  /** How long it is to hold. */
  forMs: number;
  reason: string;
  requester: Person;
  /** Where the requester is answered; in a direct message without it. */
  origin?: { channel: string; threadTs?: string } | null;
  /** The waiver whose place it takes once it is approved. */
  renews?: string | null;
}

export type AskOutcome =
  | { kind: 'asked'; waiverId: string }
  /** `fields` says it field by field, for forms: `check`, `object`, `duration`, `reason`. */
  | { kind: 'refused'; message: string; fields: Record<string, string> };

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const mostSeen = 5;
const mostEvidence = 8;

/** Records that somebody wants a finding to be borne for a time, and asks the approvers. */
export async function ask(context: Context, input: AskInput): Promise<AskOutcome> {
  const { db, clock, config, rights } = context;
  const check = checkOf(context, input.check.trim().toUpperCase());
  if (!check)
    return refuse('check', `“${input.check}” is not the id of a check; ids look like AKS-API-001.`);
  const clusters = await clustersOf(db, input.scope);
  if (clusters.length === 0)
    return refuse('check', `I know no cluster like that: ${scopeInWords(input.scope)}.`);
  const reason = storableText(input.reason).trim();
  if (reason === '') return refuse('reason', 'Say why: approvers, and every report, will show it.');
  if (reason.length > 1000) return refuse('reason', 'Say it in 1,000 characters or less.');
  if (!(input.forMs >= hourMs && input.forMs <= config.maxDays * dayMs))
    return refuse(
      'duration',
      `A waiver holds for an hour at least and ${config.maxDays} days at most (section waivers of CONFIG_FILE).`,
    );
  const object = input.object?.trim() || null;
  const looked = await look(context, { check: check.id, clusters, object, renews: input.renews });
  if ('problem' in looked) return refuse(looked.field, looked.problem);

  const now = clock();
  const until = new Date(now.getTime() + input.forMs);
  const { finding, seenAs } = looked;
  const asked = { check: check.id, scope: input.scope, object: seenAs, reason, finding };
  const hash = createHash('sha256')
    .update(canonicalJson({ ...asked, until: until.toISOString() }))
    .digest('hex');
  const id = context.newId();
  const judged = judgedBy(clusters, input.scope);
  const { policy } = strictest(rights(), { risk: riskOf(context, check.id), clusters: judged });
  const row = await transact(context, async (step) => {
    const made = await insertWaiver(step.tx, {
      ...{ id, source: 'slack', state: 'waiting', checkId: check.id, scope: input.scope },
      ...{ object: seenAs, reason, until, finding, hash, createdAt: now },
      owner: storableText(input.requester.name ?? input.requester.userId),
      requester: input.requester,
      origin: input.origin ?? null,
      renews: input.renews ?? null,
    });
    if (!made) return null;
    await openRequest(step.tx, {
      ...{ id: context.newId(), subject: { kind: 'waiver', id }, hash, policy, now },
      clusterId: onlyCluster(input.scope),
      ...{ requester: input.requester, editors: [input.requester] },
    });
    const own = requesterTarget(made);
    const approvers = approversTarget(rights(), judged) ?? own;
    if (approvers) await step.send({ view: 'waiver-card', valueId: id, target: approvers });
    if (own) await step.send({ view: 'waiver-note', valueId: id, target: own });
    step.record({
      ...{ at: now, kind: 'waiver.asked', actor: input.requester, subject: subjectOf(made) },
      data: { reason, until, hash, renews: made.renews },
    });
    return made;
  });
  if (row) return { kind: 'asked', waiverId: id };
  const open = await waitingWaiver(db, { checkId: check.id, scope: input.scope, object: seenAs });
  const whose = open?.requester?.name ? ` by ${open.requester.name}` : '';
  return refuse('check', `The same was asked for already${whose}, and waits for a decision.`);
}

type Looked =
  | { finding: WaivedFinding; seenAs: string | null }
  | { problem: string; field: 'check' | 'object' };

/** What the last reports say of it: only a finding can be waived, and of it only what is there. */
async function look(
  { db }: Context,
  {
    check,
    clusters,
    object,
    renews = null,
  }: { check: string; clusters: ClusterRef[]; object: string | null; renews?: string | null },
): Promise<Looked> {
  const names = new Map(clusters.map(({ id, name }) => [id.toLowerCase(), name]));
  const rows = await latestResults(db, { clusterIds: [...names.keys()], check });
  const results = rows.flatMap(({ result, ...rest }) =>
    result ? [{ ...rest, result: result as CheckResult }] : [],
  );
  const isRenewal = renews !== null && (await getWaiver(db, renews)) !== null;
  const open = results.filter(
    ({ result: { outcome } }) => outcome === 'fail' || (isRenewal && outcome === 'waived'),
  );
  if (open.length === 0) return { field: 'check', problem: whyNothing(check, results) };

  const pieces = open.flatMap(({ result }) => result.evidence);
  const objects = [...new Set(pieces.flatMap((piece) => piece.object ?? []))];
  const seenAs = object === null ? null : objects.find((each) => isSame(each, object));
  if (seenAs === undefined)
    return {
      field: 'object',
      problem:
        objects.length > 0
          ? `“${object}” is not among what fails. That is ${listed(objects)}.`
          : 'This finding is about the cluster as a whole; leave the object out.',
    };
  if (seenAs !== null && pieces.some((piece) => piece.object === undefined))
    return {
      field: 'object',
      problem:
        'A part of this finding is about the cluster as a whole, so it cannot be waived object by object; leave the object out.',
    };
  const finding: WaivedFinding = {
    clusters: clusters.length,
    failing: open.length,
    seen: open.slice(0, mostSeen).map(({ clusterId, takenAt, result }) => ({
      clusterId,
      name: names.get(clusterId) ?? clusterId,
      takenAt,
      message: result.message,
      evidence: result.evidence
        .slice(0, mostEvidence)
        .map(({ path, value = null, object: of }) => ({ path, value, ...(of && { object: of }) })),
    })),
  };
  return { finding, seenAs };
}

function whyNothing(check: string, results: { result: CheckResult }[]): string {
  const [first] = results;
  if (!first)
    return `I have no report that asks ${check} there. Have the posture looked at first; a waiver is for a finding that was seen.`;
  const outcomes = new Set(results.map(({ result }) => result.outcome));
  if (outcomes.has('waived')) return `${check} is waived there already. Renew that waiver instead.`;
  if (outcomes.has('unknown'))
    return `${check} could not be judged there, and what is unknown cannot be waived: it might be worse than anybody thinks.`;
  return outcomes.has('pass')
    ? `${check} passes there: there is nothing to waive.`
    : `${check} does not apply there: there is nothing to waive.`;
}

function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

function refuse(field: string, message: string): AskOutcome {
  return { kind: 'refused', message, fields: { [field]: message } };
}
