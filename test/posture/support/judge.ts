import { expect, test } from 'vitest';
import type { PlaneName, Planes } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { type PostureConfig, postureConfigSchema } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import type { CheckResult, OutcomeKind } from '../../../src/posture/types.ts';
import { goodPlanes, snapshotOf } from './planes.ts';

type SomePlanes = Pick<Planes, 'managedCluster'> & Partial<Planes>;

export interface Case<P extends SomePlanes> {
  when: string;
  is: OutcomeKind;
  /** Properties of the good cluster that are otherwise, by path; undefined takes one away. */
  set?: Record<string, unknown>;
  /** The same beside `properties`. */
  top?: Record<string, unknown>;
  /** Planes that are otherwise. */
  planes?: Partial<P>;
  /** What cannot be said by the above; `p` is the cluster's `properties`. */
  change?: (p: Planes['managedCluster'], planes: P) => void;
  hidden?: PlaneName[];
  config?: Partial<PostureConfig>;
  /** Part of the message, where it matters what is said. */
  says?: string | RegExp;
  /** Part of the fix. */
  fix?: string | RegExp;
}

function judge<P extends SomePlanes>(
  check: string,
  good: P,
  { set = {}, top = {}, planes: others, change, hidden, config }: Omit<Case<P>, 'when' | 'is'>,
): CheckResult {
  const planes: P = { ...good, ...others };
  for (const [path, value] of Object.entries(set))
    put(planes.managedCluster.properties, path, value);
  for (const [path, value] of Object.entries(top)) put(planes.managedCluster, path, value);
  change?.(planes.managedCluster.properties, planes);
  const report = evaluate(
    snapshotOf(planes, { hidden }),
    checks,
    postureConfigSchema.parse(config ?? {}),
  );
  const result = report.results.find((one) => one.check === check);
  if (!result) throw new Error(`There is no check ${check}.`);
  return result;
}

function put(object: Record<string, unknown>, path: string, value: unknown): void {
  const [key = '', ...rest] = path.split('.');
  if (rest.length > 0) {
    const inner = (object[key] ?? {}) as Record<string, unknown>;
    put(inner, rest.join('.'), value);
    object[key] = inner;
  } else if (value === undefined) delete object[key];
  else object[key] = value;
}

/** What tests a check, case by case, on changes of a good cluster. */
export function testerOn<P extends SomePlanes>(
  good: () => P,
  defaults: Partial<PostureConfig> = {},
) {
  /** One test a case. */
  return function testCheck(check: string, cases: readonly Case<P>[]): void {
    test.each(cases)(`${check} is $is when $when`, ({ is, says, fix, when: _, ...input }) => {
      const config = { ...defaults, ...input.config };
      const result = judge(check, good(), { ...input, config });
      expect(result, result.message).toMatchObject({ outcome: is });
      if (says) expect(result.message).toMatch(says);
      if (fix) expect(JSON.stringify(result.fix)).toMatch(fix);
      if (is !== 'fail') expect(result.fix).toBeUndefined();
      expect(result.evidence.length).toBeGreaterThan(0);
    });
  };
}

export const testCheck = testerOn(goodPlanes);

/** What the reader of templates puts where a value is left open. */
export const expression = { $expression: "[parameters('given')]" };
