/** When the same is worse than people know: what breaks through, once each. */
import { isIP } from 'node:net';
import { isPublicAddress } from '../addresses.ts';
import type { Sighting } from '../types.ts';
import { isWorse } from './causes.ts';
import type { Cover } from './cover.ts';
import { type Seen, type Told, whatElse } from './types.ts';

/** From so many on, one more address or agent tells nothing new. */
const many = 20;
const mostSeen = 50;
const mostNamed = 3;

const nobody: Told = { addresses: [], agents: [], secrets: false, succeeded: [], rate: 0 };

/**
 * What is worse in a sighting than what people were told, in sentences without an end; and what they
 * know once that is said. Reasons are plain text that others chose parts of.
 */
export function worsening(told: Told, sighting: Sighting): { reasons: string[]; told: Told } {
  const addresses = newAddresses(told.addresses, sighting);
  const agents = newAgents(told.agents, sighting);
  const secrets = readsSecrets(sighting);
  const succeeded = whatElse(sighting.facts).succeeded.map(({ what }) => what);
  const successes =
    told.succeeded.length < many ? succeeded.filter((what) => !told.succeeded.includes(what)) : [];
  const rate = rateOf(sighting);
  const isFaster = told.rate > 0 && rate >= 10 * told.rate;
  const { severity } = sighting;
  const isGraver = told.severity !== undefined && isWorse(severity, told.severity);
  const reasons = [
    ...(successes.length > 0 ? [`the same caller succeeded: ${named(successes)}`] : []),
    ...(secrets && !told.secrets ? ['it asks for secrets now'] : []),
    ...(addresses.length > 0 ? [`from a new address: ${named(addresses)}`] : []),
    ...(agents.length > 0 ? [`with a new agent: ${named(agents)}`] : []),
    ...(isGraver && (severity === 'critical' || severity === 'high')
      ? [`it is of ${severity} severity now`]
      : []),
    ...(isFaster ? [`${rate} calls in ten minutes, where ${told.rate} was the most so far`] : []),
  ];
  return {
    reasons,
    told: {
      addresses: joined(told.addresses, sighting.addresses),
      agents: joined(told.agents, sighting.agents),
      secrets: told.secrets || secrets,
      succeeded: joined(told.succeeded, succeeded),
      severity: told.severity && !isGraver ? told.severity : severity,
      rate: isFaster ? rate : Math.max(told.rate, told.rate === 0 ? rate : 0),
    },
  };
}

/** With what somebody knew who muted it. */
export function alsoKnown(told: Told, { addresses, agents, worst }: Cover): Told {
  const severity = worst && isWorse(worst.severity, told.severity ?? 'info');
  return {
    ...told,
    addresses: [...told.addresses, ...addresses],
    agents: [...told.agents, ...agents],
    secrets: told.secrets || worst?.secrets === true,
    succeeded: [...told.succeeded, ...(worst?.succeeded ?? [])],
    ...(severity && { severity: worst.severity }),
  };
}

/** What people know once a sighting is posted. */
export function toldOf(sighting: Sighting): Told {
  return worsening(nobody, sighting).told;
}

export function seenWith(seen: Seen | null, sighting: Sighting): Seen {
  return {
    verbs: joined(seen?.verbs, sighting.verbs),
    resources: joined(seen?.resources, sighting.resources),
    namespaces: joined(seen?.namespaces, sighting.namespaces),
    addresses: joined(seen?.addresses, sighting.addresses),
    agents: joined(seen?.agents, sighting.agents),
  };
}

function newAddresses(known: readonly string[], sighting: Sighting): string[] {
  // The internet scans from wherever it is.
  if (sighting.actorClass === 'anonymous' || known.length >= many) return [];
  return tellingAddresses(sighting).filter((address) => !known.includes(address));
}

/** Those that say where somebody is: what runs in a cluster moves from node to node. */
export function tellingAddresses({
  actorClass,
  addresses,
}: Pick<Sighting, 'actorClass' | 'addresses'>): string[] {
  const isInside = ['service-account', 'node', 'system', 'operator', 'gitops'].includes(actorClass);
  return isInside ? addresses.filter((address) => !isPrivate(address)) : addresses;
}

function newAgents(known: readonly string[], { actorClass, agents }: Sighting): string[] {
  if (actorClass === 'anonymous' || known.length >= many) return [];
  const programs = known.map(program);
  return agents.filter((agent) => !programs.includes(program(agent)));
}

/** Without its version: an update is no other program. */
export function program(agent: string): string {
  return agent.split(/[/\s]/, 1)[0] ?? agent;
}

function isPrivate(address: string): boolean {
  return isIP(address) !== 0 && !isPublicAddress(address);
}

export function readsSecrets({
  resourceClass,
  resources,
}: Pick<Sighting, 'resourceClass' | 'resources'>): boolean {
  return resourceClass === 'secrets' || resources.some((resource) => /^secrets\b/.test(resource));
}

/** Attempts in the worst ten minutes. */
function rateOf({ bins }: Sighting): number {
  return Math.max(0, ...bins.map(({ calls }) => calls));
}

function joined(known: readonly string[] = [], more: readonly string[]): string[] {
  return [...new Set([...known, ...more])].slice(0, mostSeen);
}

function named(things: readonly string[]): string {
  const shown = things.slice(0, mostNamed).map((thing) => thing.slice(0, 120));
  const left = things.length - shown.length;
  return `${shown.join(', ')}${left > 0 ? ` and ${left} more` : ''}`;
}
