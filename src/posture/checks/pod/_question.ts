/** One question asked of all workloads, and the sentence and evidence that answer it. */

import type { Workload } from '../../../kubernetes/objects.ts';
import { counted } from '../../counted.ts';
import { type Finding, fail, notApplicable, pass } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import type { Evidence } from '../../types.ts';
import {
  type ContainerAt,
  type Piece,
  type PodAt,
  podsOf,
  userWorkloads,
  windowsTeller,
} from './_containers.ts';

export interface Question {
  /** Whose pods are asked; some fields mean nothing for one of them. */
  os: 'linux' | 'windows' | 'any';
  /** Which of those workloads; all of them unless said. */
  which?: (workload: Workload, look: Look) => boolean;
  /** What is wrong with a pod; nothing where it is well. */
  ask: (pod: PodAt, look: Look) => Piece[];
}

export interface Offender {
  workload: Workload;
  object: string;
  pieces: Piece[];
  /** Its template is well: only pods that run are not, as many as this. */
  onlyRunning?: number;
}

/** What of each container is wrong. */
export function eachContainer(
  ask: (at: ContainerAt, pod: PodAt, look: Look) => Piece[],
): Question['ask'] {
  return (pod, look) => pod.containers.flatMap((at) => ask(at, pod, look));
}

/** Several containers may point at the same place of their pod. */
function once(pieces: readonly Piece[]): Piece[] {
  return [...new Map(pieces.map((piece) => [piece.path, piece])).values()];
}

/** Below the pod spec, so that what a template says already is not said again of its pods. */
function tail({ path }: PodAt, piece: Piece): string {
  return `${piece.path.slice(path.length)} ${JSON.stringify(piece.value)}`;
}

function offences(workload: Workload, ask: Question['ask'], look: Look): Offender {
  const [template, ...variants] = podsOf(workload);
  const pieces = once(ask(template, look));
  const said = new Set(pieces.map((piece) => tail(template, piece)));
  const isWell = pieces.length === 0;
  let running = 0;
  for (const variant of variants) {
    const more = once(ask(variant, look)).filter((piece) => !said.has(tail(variant, piece)));
    for (const piece of more) said.add(tail(variant, piece));
    if (more.length > 0) running += variant.running?.pods ?? 0;
    pieces.push(...more);
  }
  const object = nameOfObject(workload);
  return { workload, object, pieces, ...(isWell && running > 0 && { onlyRunning: running }) };
}

export function asked({ os, which = () => true }: Question, look: Look): Workload[] {
  const isWindows = windowsTeller(look);
  return userWorkloads(look).filter(
    (workload) =>
      (os === 'any' || isWindows(workload) === (os === 'windows')) && which(workload, look),
  );
}

export function offendersOf(question: Question, look: Look): Offender[] {
  return asked(question, look)
    .map((workload) => offences(workload, question.ask, look))
    .filter(({ pieces }) => pieces.length > 0);
}

/** Something of each object before everything of one, and never more than a reader can bear. */
export function evidenceFor<T extends { pieces: Piece[] }>(
  offenders: readonly T[],
  seen: (offender: T, piece: Piece) => Evidence,
): Evidence[] {
  const each = Math.max(1, Math.floor(mostEvidence / Math.max(1, offenders.length)));
  return offenders
    .slice(0, mostEvidence)
    .flatMap((offender) => offender.pieces.slice(0, each).map((piece) => seen(offender, piece)));
}

function people(workloads: number): string {
  return `${counted(workloads, 'workload')} outside system namespaces`;
}

/**
 * @param wrong what the offenders have: `Privileged containers`.
 * @param right a sentence without its stop: `No container is privileged`.
 * @param after what to add to a failure, as a sentence.
 * @param none what to say where nobody is asked.
 */
export function everyWorkload(
  look: Look,
  {
    wrong,
    right,
    after,
    none,
    ...question
  }: Question & {
    wrong: string;
    right: string;
    after?: (offenders: readonly Offender[]) => string;
    none?: string;
  },
): Finding {
  const { evidence, seen } = look.objects('workloads');
  const workloads = asked(question, look);
  if (workloads.length === 0) return notApplicable(none ?? nobody(question.os), evidence);
  const offenders = workloads
    .map((workload) => offences(workload, question.ask, look))
    .filter(({ pieces }) => pieces.length > 0);
  if (offenders.length === 0)
    return pass(`${right}, in all of ${people(workloads.length)}.`, evidence);
  const names = offenders.map(({ object }) => object);
  const more = after?.(offenders) ?? '';
  const sentences = [
    `${wrong} in ${offenders.length} of ${people(workloads.length)}: ${someOf(names)}.`,
    runningOnly(offenders),
    more,
  ];
  return fail(
    sentences.filter((sentence) => sentence !== '').join(' '),
    evidence,
    ...evidenceFor(offenders, ({ object }, { path, value }) => seen(object, path, value)),
  );
}

function nobody(os: Question['os']): string {
  const kind = { linux: 'Linux workloads', windows: 'Windows workloads', any: 'workloads' }[os];
  return `There are no ${kind} outside system namespaces.`;
}

function runningOnly(offenders: readonly Offender[]): string {
  const running = offenders.filter(({ onlyRunning }) => onlyRunning !== undefined);
  if (running.length === 0) return '';
  const names = running.map(
    ({ object, onlyRunning = 0 }) => `${object} (${counted(onlyRunning, 'pod')})`,
  );
  return `Not in the template but in running pods, put in by admission or by hand: ${someOf(names)}.`;
}
