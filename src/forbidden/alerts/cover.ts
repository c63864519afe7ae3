/** What a mute covers: pure. */
import type { Severity, Sighting } from '../types.ts';
import { isWorse, worstOf } from './causes.ts';
import { type Seen, whatElse } from './types.ts';
import { program, readsSecrets, tellingAddresses } from './worsening.ts';

/** All that is named has to fit. Always bound to addresses and agents: a new one is not covered. */
export interface Cover {
  detection: string;
  actor?: string;
  kind?: string;
  resourceClass?: string;
  namespace?: string;
  address?: string;
  addresses: string[];
  agents: string[];
  /** What there was to hide when it was made; what is worse is not covered. */
  worst?: Worst;
}

export interface Worst {
  severity: Severity;
  /** Whether secrets were asked for. */
  secrets: boolean;
  /** What the callers succeeded at. */
  succeeded: string[];
}

/** `everywhere`: the actor on every cluster; all others hold on the cluster of the alert. */
export const coverKinds = ['alert', 'actor', 'namespace', 'address', 'everywhere'] as const;
export type CoverKind = (typeof coverKinds)[number];

/** What is to be muted: the newest sighting, with everything that was seen of it. */
export interface Coverable {
  sighting: Sighting;
  seen: Bound & Pick<Seen, 'namespaces'>;
  /** What the same actor was seen to call from and with, on every cluster. */
  elsewhere: Bound;
}

type Bound = Pick<Seen, 'addresses' | 'agents'>;

/** What can be chosen, the narrowest first. */
export function coversOf({
  sighting,
  seen,
  elsewhere,
}: Coverable): { kind: CoverKind; cover: Cover }[] {
  const { detection, actor, kind, resourceClass, actorClass } = sighting;
  const bound = { detection, addresses: seen.addresses, agents: seen.agents };
  const [namespace, ...namespaces] = seen.namespaces;
  const [address, ...addresses] = seen.addresses;
  return [
    { kind: 'alert', cover: { ...bound, actor, kind, resourceClass } },
    { kind: 'actor', cover: { ...bound, actor, kind } },
    ...(namespace && namespaces.length === 0
      ? [{ kind: 'namespace' as const, cover: { ...bound, actor, kind, namespace } }]
      : []),
    ...(address && addresses.length === 0
      ? [{ kind: 'address' as const, cover: { ...bound, kind, address } }]
      : []),
    // Nobody in particular on every cluster is everybody.
    ...(actorClass === 'anonymous'
      ? []
      : [{ kind: 'everywhere' as const, cover: { ...bound, ...elsewhere, actor, kind } }]),
  ];
}

type Judged = Pick<
  Sighting,
  | 'detection'
  | 'actor'
  | 'actorClass'
  | 'kind'
  | 'resourceClass'
  | 'severity'
  | 'resources'
  | 'namespaces'
  | 'addresses'
  | 'agents'
  | 'facts'
>;

/** What is to be known of several things that are hidden together. */
export function worstOfAll(
  all: readonly Pick<Judged, 'severity' | 'resourceClass' | 'resources' | 'facts'>[],
): Worst {
  return {
    severity: worstOf(all.map(({ severity }) => severity)),
    secrets: all.some(readsSecrets),
    succeeded: [...new Set(all.flatMap(successes))],
  };
}

function successes({ facts }: Pick<Judged, 'facts'>): string[] {
  return whatElse(facts).succeeded.map(({ what }) => what);
}

/** On a cluster where the mute holds. What is not known, or cut off, is not covered. */
export function isCovered(
  cover: Cover,
  judged: Judged & Partial<Pick<Sighting, 'distinct'>>,
): boolean {
  return (cover.worst === undefined || isWithin(cover.worst, judged)) && isBound(cover, judged);
}

function isWithin({ severity, secrets, succeeded }: Worst, judged: Judged): boolean {
  return (
    !isWorse(judged.severity, severity) &&
    (secrets || !readsSecrets(judged)) &&
    successes(judged).every((what) => succeeded.includes(what))
  );
}

function isBound(cover: Cover, judged: Judged & Partial<Pick<Sighting, 'distinct'>>): boolean {
  const { namespaces, addresses, agents, distinct } = judged;
  const isWhole =
    !distinct ||
    (distinct.addresses <= addresses.length &&
      distinct.agents <= agents.length &&
      distinct.namespaces <= namespaces.length);
  const programs = cover.agents.map(program);
  return (
    isWhole &&
    cover.detection === judged.detection &&
    (cover.actor === undefined || cover.actor === judged.actor) &&
    (cover.kind === undefined || cover.kind === judged.kind) &&
    (cover.resourceClass === undefined || cover.resourceClass === judged.resourceClass) &&
    (cover.namespace === undefined || isOnly(namespaces, cover.namespace)) &&
    (cover.address === undefined || isOnly(addresses, cover.address)) &&
    tellingAddresses(judged).every((address) => cover.addresses.includes(address)) &&
    agents.every((agent) => programs.includes(program(agent)))
  );
}

function isOnly(things: readonly string[], one: string): boolean {
  return things.length > 0 && things.every((thing) => thing === one);
}
