import { expect, test } from 'vitest';
import type { Json, Plane, PlaneName, Planes, Snapshot } from '../../../src/fleet/snapshot.ts';
import { checks } from '../../../src/posture/checks/index.generated.ts';
import { type PostureConfig, postureConfigSchema } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import type { CheckResult, OutcomeKind } from '../../../src/posture/types.ts';
import { clusterId } from './planes.ts';
import { now, read, type Surrounded, surrounded } from './surrounded.ts';

export interface SurroundedCase {
  when: string;
  is: OutcomeKind;
  /** `p` is the cluster's `properties`. */
  change?: (p: Json, planes: Surrounded) => void;
  hidden?: PlaneName[];
  config?: Partial<PostureConfig>;
  /** When it is; the usual day unless said. */
  at?: string;
  says?: string | RegExp;
  fix?: string | RegExp;
}

/** What a check says of the cluster with these planes; those that are missing or hidden may not be read. */
export function judgeSurrounded(
  check: string,
  planes: Surrounded,
  { hidden = [], config, at }: Pick<SurroundedCase, 'hidden' | 'config' | 'at'> = {},
): CheckResult {
  const readAt = at ?? now.toISOString();
  const names = checks.flatMap(({ needs, uses = [] }) => [...needs, ...uses]);
  const entries = [...new Set<PlaneName>([...names, ...read])].map(
    (name): [string, Plane<unknown>] => {
      const value = (planes as Partial<Planes>)[name];
      if (value === undefined || hidden.includes(name))
        return [name, { state: 'unreadable', code: 'denied', reason: 'reading it is denied' }];
      return [name, { state: 'read', value, source: `Azure Resource Manager, ${name}`, readAt }];
    },
  );
  const snapshot: Snapshot = {
    cluster: {
      id: clusterId,
      name: 'aks-shop',
      resourceGroup: 'rg-shop',
      subscriptionId: clusterId.split('/')[2] ?? '',
      location: 'westeurope',
      tags: {},
    },
    takenAt: readAt,
    planes: Object.fromEntries(entries) as unknown as Snapshot['planes'],
  };
  // Alone: what other checks ask for may take a fix away.
  const alone = checks.filter(({ id }) => id === check);
  const [result] = evaluate(snapshot, alone, postureConfigSchema.parse(config ?? {})).results;
  if (!result) throw new Error(`There is no check ${check}.`);
  return result;
}

function judge(check: string, { change, ...rest }: SurroundedCase): CheckResult {
  const planes = surrounded();
  change?.(planes.managedCluster.properties, planes);
  return judgeSurrounded(check, planes, rest);
}

/** One test a case, on the cluster with all that surrounds it. */
export function testSurrounded(check: string, cases: readonly SurroundedCase[]): void {
  test.each(cases)(`${check} is $is when $when`, (one) => {
    const result = judge(check, one);
    expect(result, result.message).toMatchObject({ outcome: one.is });
    if (one.says) expect(result.message).toMatch(one.says);
    if (one.fix) expect(JSON.stringify(result.fix)).toMatch(one.fix);
    if (one.is === 'fail') expect(result.fix).toBeDefined();
    expect(result.evidence.length).toBeGreaterThan(0);
  });
}
