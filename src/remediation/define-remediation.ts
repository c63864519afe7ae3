import type { ZodType } from 'zod';
import type { Json } from '../fleet/snapshot.ts';
import type { Call, ReadClients, StepOutcome } from './clients.ts';
import type { Verification } from './guard.ts';
import type { LiveCluster } from './live-cluster.ts';
import type { RemediationSettings } from './settings.ts';
import type { OpenOpening, Plan, Problem } from './types.ts';

export type Risk = 'low' | 'high' | 'critical';

/** Why a change is planned: asked for, taking a change back, or ending a timed opening. */
export type Purpose = 'change' | 'rollback' | 'closing';

/** What planning may look at besides the cluster itself. */
export interface PlanContext {
  settings: RemediationSettings;
  purpose: Purpose;
  /** Openings of this cluster that have not ended. */
  openings: OpenOpening[];
  now: Date;
}

/** What is wrong with single parameters, by the name of the field that a form shows. */
export type FieldProblems = Record<string, string>;

export type Planned =
  | { kind: 'planned'; plan: Plan }
  | { kind: 'nothing'; message: string }
  | { kind: 'refused'; problem: Problem; fields?: FieldProblems }
  /** Possible, but not while the cluster is as it is: an operation runs, or it is stopped. */
  | { kind: 'not-now'; problem: Problem };

/** One write, complete. It is recorded before it is sent, and sent at most once per etag. */
export interface Write {
  method: 'PUT';
  /** ARM path without the api-version. */
  path: string;
  body: Json;
  ifMatch: string;
  /** The document that the body was made from; verification compares with it. */
  madeFrom: Json;
}

/** What every remediation declares. All parts are required: an incomplete one does not compile. */
interface Declared<Params> {
  id: string;
  title: string;
  /** One sentence for help and documentation. */
  summary: string;
  risk: Risk;
  params: ZodType<Params>;
  /** Exactly what the writing identity needs. */
  permissions: { azure: string[]; kubernetes: string[] };
  /** Whether it changes what the cluster's own template says: where code deploys the cluster, the code is changed instead. */
  inTemplate(params: Params): boolean;
  /** Field problems that can be told without Azure; empty when there are none. */
  judge(
    params: Params,
    context: { settings: RemediationSettings; purpose: Purpose },
  ): FieldProblems;
  plan(live: LiveCluster, params: Params, context: PlanContext): Planned;
}

/** One write of the cluster's own document. */
export interface Remediation<Params = unknown> extends Declared<Params> {
  /** Asked just before the write: a problem stops it, and nothing has been sent. */
  check(plan: Plan, live: LiveCluster): Problem | null;
  /** What is sent. Pure: the life cycle records it and sends it. Throws GuardError. */
  apply(plan: Plan, live: LiveCluster): Write;
  verify(plan: Plan, madeFrom: Json, after: Json): Verification;
  /** Parameters that take an applied plan back from whatever the cluster is by then; null when none do. */
  rollback(plan: Plan): Params | null;
}

/** A step may wait: the cluster is busy, or it is not the time. */
export type StepProblem = Problem & {
  wait?: boolean;
  /** When it may be time; it is looked at again before then all the same. */
  until?: Date;
};

/**
 * A remediation of one step or several that writes something else than the cluster's own document, or
 * more than that. `plan.steps` names the steps; each is sent once at a time, and what became of it is
 * read from the world and not believed from an answer.
 */
export interface Stepwise<Params = unknown> extends Declared<Params> {
  /** What has to be known beside the cluster, its pools and its ways out: it becomes `live.beside`. Throws AzureError. */
  read(clients: ReadClients, live: LiveCluster, params: Params): Promise<Json>;
  /** Asked just before each step: a problem ends the change, or lets it wait, and nothing has been sent. */
  check(plan: Plan, live: LiveCluster, step: number, now: Date): StepProblem | null;
  /** What the step sends. Pure. */
  call(plan: Plan, live: LiveCluster, step: number): Call;
  /** What has become of the step, told by the world alone: it must hold after a crash and a lost answer. */
  outcome(plan: Plan, live: LiveCluster, step: number): StepOutcome;
  /** What stops a step that is under way; null where nothing does. */
  abort(plan: Plan, live: LiveCluster, step: number): Call | null;
  /** Parameters that take back what the first `done` steps brought; null when none do. */
  rollback(plan: Plan, done: number): Params | null;
}

/** Any remediation; parameters reach it only after its own schema has read them. */
export type AnyRemediation = Remediation<unknown> | Stepwise<unknown>;

export function isStepwise(action: AnyRemediation): action is Stepwise {
  return 'outcome' in action;
}

export function defineRemediation<Params>(remediation: Remediation<Params>): Remediation<Params> {
  return remediation;
}

export function defineStepwise<Params>(remediation: Stepwise<Params>): Stepwise<Params> {
  return remediation;
}
