import type { ZodType } from 'zod';
import type { Json } from '../fleet/snapshot.ts';
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

/** One remediation. All parts are required: an incomplete one does not compile. */
export interface Remediation<Params = unknown> {
  id: string;
  title: string;
  /** One sentence for help and documentation. */
  summary: string;
  risk: Risk;
  params: ZodType<Params>;
  /** Exactly what the writing identity needs. */
  permissions: { azure: string[]; kubernetes: string[] };
  /** Field problems that can be told without Azure; empty when there are none. */
  judge(
    params: Params,
    context: { settings: RemediationSettings; purpose: Purpose },
  ): FieldProblems;
  plan(live: LiveCluster, params: Params, context: PlanContext): Planned;
  /** Asked just before the write: a problem stops it, and nothing has been sent. */
  check(plan: Plan, live: LiveCluster): Problem | null;
  /** What is sent. Pure: the life cycle records it and sends it. Throws GuardError. */
  apply(plan: Plan, live: LiveCluster): Write;
  verify(plan: Plan, madeFrom: Json, after: Json): Verification;
  /** Parameters that take an applied plan back from whatever the cluster is by then; null when none do. */
  rollback(plan: Plan): Params | null;
}

/** Any remediation; parameters reach it only after its own schema has read them. */
export type AnyRemediation = Remediation<unknown>;

export function defineRemediation<Params>(remediation: Remediation<Params>): Remediation<Params> {
  return remediation;
}
