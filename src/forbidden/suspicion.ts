/** Why refused calls matter, in words. Pure; docs/forbidden.md explains the method to people. */
import { isPublicAddress } from './addresses.ts';
import type { ForbiddenConfig } from './config.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Severity, Sighting, Suspicion } from './types.ts';

/** What is remembered of an actor in a cluster. */
export interface History {
  /** Whether the cluster is watched for so long that something can be called new. */
  isSettled: boolean;
  /** When it was first refused anything there; null if never before. */
  firstSeen: Date | null;
  addresses: ReadonlySet<string>;
  agents: ReadonlySet<string>;
  /** Refusals in ten minutes that are still usual for it, this kind and these resources. */
  usual: number | null;
}

/** What each reason adds to the score. The sum is kept between 0 and 100. */
const weights = {
  escalation: 60,
  impersonation: 50,
  exec: 30,
  localAdmin: 30,
  secrets: 25,
  tokens: 25,
  enumeration: 25,
  tokenFromOutside: 25,
  rbac: 20,
  manyNamespaces: 20,
  burst: 20,
  firstSeen: 15,
  newAddress: 15,
  manyAddresses: 10,
  newAgent: 5,
  refusedLater: -10,
  machinery: -20,
  scanner: -10,
} as const;

/** Who comes from so many addresses comes from any; and of more in ten minutes, not all are remembered. */
const anyMore = 20;

/** From these scores on. */
const levels = { high: 50, medium: 25 } as const;

export type Unjudged = Omit<Sighting, 'suspicion' | 'severity'> & { names: number };

/** @param history undefined where nothing is remembered of the cluster: then nothing is called new */
export function suspect(
  sighting: Unjudged,
  { history, config, own }: { history?: History; config: ForbiddenConfig; own?: OwnAddresses },
): Suspicion {
  const found = [
    ...whatWasTried(sighting, config),
    ...fromWhere(sighting, own),
    ...comparedWithBefore(sighting, history, config),
  ].toSorted((a, b) => b.weight - a.weight);
  const sum = found.reduce((total, { weight }) => total + weight, 0);
  const score = Math.min(100, Math.max(0, sum));
  return { level: levelOf(score), score, reasons: found.map(({ words }) => words) };
}

export function levelOf(score: number): Suspicion['level'] {
  return score >= levels.high ? 'high' : score >= levels.medium ? 'medium' : 'low';
}

/** How loud: the platform's own noise never is. */
export function severityOf({ score }: Suspicion, noise: boolean): Severity {
  if (noise) return 'info';
  if (score >= 80) return 'critical';
  return levelOf(score);
}

interface Reason {
  weight: number;
  words: string;
}

function whatWasTried(
  { kind, resourceClass, actorClass, names, distinct }: Unjudged,
  config: ForbiddenConfig,
): Reason[] {
  const reasons: Reason[] = [];
  const say = (weight: number, words: string) => reasons.push({ weight, words });
  if (kind === 'rbac-escalation')
    say(weights.escalation, 'tried to grant rights that it does not have itself');
  if (kind === 'impersonation') say(weights.impersonation, 'tried to act as somebody else');
  if (actorClass === 'local-admin')
    say(weights.localAdmin, 'used the local admin certificate, which nobody can be held to');
  if (resourceClass === 'exec')
    say(weights.exec, 'tried to get into a running container or a node');
  if (resourceClass === 'secrets') say(weights.secrets, 'asked for secrets');
  if (resourceClass === 'tokens') say(weights.tokens, 'asked for tokens or certificates');
  if (resourceClass === 'rbac' && kind !== 'rbac-escalation')
    say(weights.rbac, 'touched roles or their bindings');
  if (names >= config.manyNames)
    say(weights.enumeration, `tried ${names} different objects by name`);
  if (distinct.namespaces >= config.manyNamespaces)
    say(weights.manyNamespaces, `tried ${distinct.namespaces} namespaces`);
  if (['pod-security', 'admission-webhook', 'quota', 'other-admission'].includes(kind))
    say(weights.refusedLater, 'was allowed by its rights and refused by a policy or a quota');
  if (['gitops', 'ci', 'operator', 'system', 'node'].includes(actorClass))
    say(weights.machinery, 'is machinery that repeats what it cannot do');
  return reasons;
}

function fromWhere(
  { actorClass, kind, addresses, distinct }: Unjudged,
  own?: OwnAddresses,
): Reason[] {
  const reasons: Reason[] = [];
  // Pods come by the cluster's own way out where they use its public name.
  const outside = addresses.filter((each) => isPublicAddress(each) && !own?.list.includes(each));
  if (actorClass === 'service-account' && outside.length > 0)
    reasons.push({
      weight: weights.tokenFromOutside,
      words: `a service account's token came from a public address, ${outside[0]}${own && own.unknown.length > 0 ? ', which may be the cluster’s own' : ''}`,
    });
  if (kind === 'anonymous' && outside.length > 0)
    reasons.push({ weight: weights.scanner, words: 'looks like a scanner on the Internet' });
  if (distinct.addresses >= 3 && actorClass !== 'anonymous')
    reasons.push({
      weight: weights.manyAddresses,
      words: `came from ${distinct.addresses} addresses`,
    });
  return reasons;
}

function comparedWithBefore(
  { bins, addresses, agents }: Unjudged,
  history: History | undefined,
  config: ForbiddenConfig,
): Reason[] {
  const reasons: Reason[] = [];
  const most = Math.max(0, ...bins.map(({ calls }) => calls));
  const usual = history?.usual ?? null;
  if (usual === null ? most >= config.burst : most > usual)
    reasons.push({
      weight: weights.burst,
      words:
        usual === null
          ? `${most} refusals within ten minutes`
          : `${most} refusals within ten minutes, where up to ${Math.floor(usual)} are usual`,
    });
  if (!history?.isSettled) return reasons;
  if (history.firstSeen === null) {
    reasons.push({ weight: weights.firstSeen, words: 'first seen in 14 days' });
    return reasons;
  }
  const newIn = (known: ReadonlySet<string>, values: readonly string[]) =>
    known.size < anyMore ? values.find((each) => !known.has(each)) : undefined;
  const address = newIn(history.addresses, addresses);
  if (address)
    reasons.push({ weight: weights.newAddress, words: `came from a new address, ${address}` });
  const agent = newIn(history.agents, agents);
  if (agent) reasons.push({ weight: weights.newAgent, words: `used a new program, ${agent}` });
  return reasons;
}
