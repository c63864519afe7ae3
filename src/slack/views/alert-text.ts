/** Words that the message of an alert, its thread and the lists share. */
import type { AlertValue } from '../../forbidden/alerts/types.ts';
import type { Sighting } from '../../forbidden/types.ts';
import { clipped } from '../blocks.ts';
import { mention, when } from '../escape.ts';
import { plural, severityWords } from './posture-words.ts';
import { short } from './waiver-text.ts';

const classWords: Record<Sighting['actorClass'], string> = {
  person: '',
  'service-account': 'service account',
  node: 'node',
  system: 'of the platform',
  anonymous: 'without a login',
  'local-admin': 'local admin account',
  gitops: 'GitOps',
  ci: 'CI',
  operator: 'operator',
};

const kindWords: Record<string, string> = {
  authorization: 'refused by RBAC',
  'azure-rbac': 'refused by Azure RBAC',
  'node-authorizer': 'refused by the node authorizer',
  anonymous: 'refused without a login',
  impersonation: 'refused to act as somebody else',
  'rbac-escalation': 'refused to give itself more rights',
  'pod-security': 'refused by Pod Security',
  'admission-webhook': 'refused by an admission webhook',
  quota: 'refused by a quota',
  'other-admission': 'refused by admission',
  unauthenticated: 'refused: no valid login',
};

export const classOfResource: Record<Sighting['resourceClass'], string> = {
  secrets: 'secrets',
  exec: 'exec into pods',
  rbac: 'roles and bindings',
  tokens: 'tokens',
  workloads: 'workloads',
  nodes: 'nodes',
  other: 'other resources',
};

/** What refused it; undefined for what is no refusal. */
export function kindInWords(kind: string): string | undefined {
  return kindWords[kind];
}

/**
 * `system:serviceaccount:shop:web (service account) refused by RBAC: secrets on aks-prod-weu`, plain text.
 * What a detection found begins with what that is: `An API was used that an upgrade takes away: …`.
 */
export function alertTitle({
  sighting,
  cluster,
  context,
}: Pick<AlertValue, 'sighting' | 'cluster'> & {
  context: Pick<AlertValue['context'], 'title'>;
}): string {
  const { actor, kind, resourceClass } = sighting;
  const who = actorInWords(sighting);
  const caller = `${clipped(actor, 70)}${who && ` (${who})`}`;
  const about = `${classOfResource[resourceClass]} on ${cluster.name}`;
  const refused = kindWords[kind];
  return refused
    ? `${caller} ${refused}: ${about}`
    : `${context.title ?? `Seen by ${sighting.detection}`}: ${caller}, ${about}`;
}

function actorInWords({ actorClass }: Pick<Sighting, 'actorClass'>): string {
  return classWords[actorClass];
}

/** Severity and state, with who has it and until when; mrkdwn. */
export function alertState({ severity, state, acknowledged, resolved }: AlertValue): string {
  return `${severityWords[severity]} · ${stateInWords({ state, acknowledged, resolved })}`;
}

function stateInWords({
  state,
  acknowledged,
  resolved,
}: Pick<AlertValue, 'state' | 'acknowledged' | 'resolved'>): string {
  switch (state) {
    case 'open':
      return 'open';
    case 'acknowledged':
      return acknowledged
        ? `acknowledged by ${mention(acknowledged.by)} until ${when(acknowledged.until, '{time}')}`
        : 'acknowledged';
    case 'muted':
      return 'muted';
    case 'resolved':
      if (!resolved) return 'resolved';
      return resolved.by
        ? `resolved by ${mention(resolved.by)} ${when(resolved.at)}`
        : `resolved by itself ${when(resolved.at)}: no such call for a while, and the log was read all the time`;
  }
}

/** How often, since when, and how fast now; mrkdwn. */
export function alertCount({
  calls,
  callsInLastHour,
  firstCallAt,
  lastCallAt,
}: AlertValue): string {
  const last = `, the last ${when(lastCallAt)}`;
  return `${calls} ${plural(calls, 'call')} since ${when(firstCallAt)}${last}${callsInLastHour > 0 ? `; ${callsInLastHour} in the last hour` : ''}`;
}

/** So many of them, escaped, and how many more there are. */
export function listed(things: readonly string[], most: number, count = things.length): string {
  const shown = things.slice(0, most).map((thing) => short(thing, 100));
  const left = Math.max(count, things.length) - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
