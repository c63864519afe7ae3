/** Who is told of a notice, and when. */
import { fitsPattern } from '../fleet/filter.ts';
import { fitsAny } from '../fleet/filter-schema.ts';
import type { ClusterRef } from '../fleet/snapshot.ts';
import { channelOf, type Owners, ownerOf } from '../posture/fleet/owners.ts';
import { isAtLeast } from '../posture/severity.ts';
import type { Severity } from '../posture/types.ts';
import { quietUntil } from './quiet.ts';
import { digestDue, type Route, type Routes } from './routes-schema.ts';
import type { Destination, Workflow } from './schema.ts';

/** What routes look at. */
export interface RoutedFacts {
  severity: Severity;
  clusters: readonly ClusterRef[];
  workflow: string;
  run: string;
  namespaces?: readonly string[];
  /** What an alert was found by. */
  detection?: string;
}

/** A place, and why it is told. */
export interface Told {
  place: { channel: string } | { person: string };
  /** `route security`, `fallback`, `the workflow itself`: for whoever asks why. */
  because: string;
  /** Held back until then, by quiet hours or for a digest. */
  notBefore?: Date;
  digest?: true;
}

/** Nobody is told where nothing fits and there is no fallback; `unplaced` then says why. */
export interface Routing {
  told: Told[];
  unplaced?: string;
}

/** Pure: what is told of a notice, to whom, from when on. The same place is told once, as soon as one route has it told. */
export function route(
  facts: RoutedFacts,
  {
    routes: { routes, fallback },
    notify,
    owners,
    now,
  }: { routes: Routes; notify?: Workflow['notify']; owners: Owners; now: Date },
): Routing {
  const told: Told[] = [];
  const add = (to: Destination, because: string, from?: Route) => {
    for (const place of placesOf(to, facts, owners)) {
      const known = told.findIndex((each) => samePlace(each.place, place));
      const collected = from && digestDue(from, now);
      const notBefore = collected ?? (from?.quiet && quietUntil(from.quiet, facts.severity, now));
      const one: Told = {
        ...{ place, because },
        ...(notBefore && { notBefore }),
        ...(collected && { digest: true }),
      };
      if (known < 0) told.push(one);
      else if (isSooner(one, told[known])) told[known] = one;
    }
  };
  if (notify) {
    for (const to of notify) {
      const named = routes.find(({ name }) => name === to);
      if (named) add(named.to, `route ${named.name}, which the workflow names`, named);
      else if (typeof to !== 'string' || to === 'owner')
        add(to as Destination, 'the workflow itself');
    }
  } else {
    for (const each of routes) {
      if (!fits(each, facts)) continue;
      add(each.to, `route ${each.name}`, each);
      if (!each.continue) break;
    }
  }
  if (told.length === 0 && fallback) add(fallback, 'the fallback: nothing else fits');
  if (told.length > 0) return { told };
  return { told, unplaced: 'no route fits, and there is no fallback that has a place for it' };
}

function fits(each: Route, facts: RoutedFacts): boolean {
  return whyNot(each, facts) === null;
}

/** Why a route is not for these facts, for whoever asks; null where it is. */
export function whyNot({ match }: Route, facts: RoutedFacts): string | null {
  const { severity, run, workflow, clusters, namespaces = [], detections } = match;
  if (severity && !isAtLeast(facts.severity, severity))
    return `${facts.severity} is less than ${severity}`;
  if (run && !run.includes(facts.run)) return `${facts.run} is not among ${run.join(', ')}`;
  if (workflow && !workflow.includes(facts.workflow))
    return `the workflow ${facts.workflow} is not among ${workflow.join(', ')}`;
  if (detections && !detections.some((each) => each === facts.detection))
    return `${facts.detection ?? 'no detection'} is not among ${detections.join(', ')}`;
  const isThere = facts.namespaces?.some((each) =>
    namespaces.some((pattern) => fitsPattern(each, pattern)),
  );
  if (namespaces.length > 0 && !isThere) return `no namespace of it fits ${namespaces.join(', ')}`;
  if (clusters && !facts.clusters.some(fitsAny(clusters)))
    return `no cluster of it fits ${[clusters].flat().join(', ')}`;
  return null;
}

function placesOf(to: Destination, { clusters }: RoutedFacts, owners: Owners): Told['place'][] {
  if (to !== 'owner') return [to];
  return clusters.flatMap((cluster) => {
    const owner = ownerOf(owners, cluster);
    const channel = owner === null ? undefined : channelOf(owners, owner);
    return channel ? [{ channel }] : [];
  });
}

function isSooner({ notBefore: left }: Told, other: Told | undefined): boolean {
  const right = other?.notBefore;
  return right !== undefined && (left === undefined || left < right);
}

function samePlace(left: Told['place'], right: Told['place']): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
