import { expect, test } from 'vitest';
import type { PlaneName } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { type PostureConfig, postureConfigSchema } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import type { CheckResult, OutcomeKind } from '../../../src/posture/types.ts';
import { type CorePlanes, goodPlanes, snapshotOf } from './planes.ts';

export interface Case {
  when: string;
  is: OutcomeKind;
  /** Properties of the good cluster that are otherwise, by path; undefined takes one away. */
  set?: Record<string, unknown>;
  /** The same beside `properties`. */
  top?: Record<string, unknown>;
  /** Planes that are otherwise. */
  planes?: Partial<CorePlanes>;
  /** What cannot be said by the above; `p` is the cluster's `properties`. */
  change?: (p: CorePlanes['managedCluster'], planes: CorePlanes) => void;
  hidden?: PlaneName[];
  config?: Partial<PostureConfig>;
  /** Part of the message, where it matters what is said. */
  says?: string | RegExp;
  /** Part of the fix. */
  fix?: string | RegExp;
}

function judge(
  check: string,
  { set = {}, top = {}, planes: others, change, hidden, config }: Omit<Case, 'when' | 'is'>,
): CheckResult {
  const planes: CorePlanes = { ...goodPlanes(), ...others };
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

/** One test a case. */
export function testCheck(check: string, cases: readonly Case[]): void {
  test.each(cases)(`${check} is $is when $when`, ({ is, says, fix, when: _, ...input }) => {
    const result = judge(check, input);
    expect(result, result.message).toMatchObject({ outcome: is });
    if (says) expect(result.message).toMatch(says);
    if (fix) expect(JSON.stringify(result.fix)).toMatch(fix);
    if (is !== 'fail') expect(result.fix).toBeUndefined();
    expect(result.evidence.length).toBeGreaterThan(0);
  });
}

/** What the reader of templates puts where a value is left open. */
export const expression = { $expression: "[parameters('given')]" };
