import type { Snapshot } from '../../fleet/snapshot.ts';
import type { PostureConfig } from '../config.ts';
import type { Check } from '../define-check.ts';
import { evaluate } from '../evaluate.ts';
import { layerOf } from '../layers.ts';
import { lookAt } from '../look.ts';
import type { CheckResult, OutcomeKind } from '../types.ts';
import type { Column } from './compare.ts';
import { byRank } from './scalars.ts';
import { settings } from './settings.ts';
import type { Answer, Question } from './types.ts';

const outcomeRanks: Partial<Record<OutcomeKind, number>> = { fail: 0, waived: 0, pass: 1 };
const outcomeWords: Partial<Record<OutcomeKind, string>> = {
  fail: 'fails',
  waived: 'waived',
  pass: 'passes',
};

/** Every setting, then every check that is asked. */
export function questionsOf(all: readonly Check[], { profiles }: PostureConfig): Question[] {
  const asked = all.filter(({ profile }) => !profile || profiles.includes(profile));
  return [
    ...settings,
    ...asked.map(
      ({ id, title, group, severity }): Question => ({
        kind: 'check',
        id,
        title,
        layer: layerOf(group),
        severity,
        checks: [],
        compare: (left, right) =>
          byRank(outcomeRanks[left as OutcomeKind], outcomeRanks[right as OutcomeKind]),
      }),
    ),
  ];
}

/** All that is compared of a cluster; a thousand of these fit into memory, a thousand snapshots do not. */
export function columnOf(
  snapshot: Snapshot,
  checks: readonly Check[],
  config: PostureConfig,
): Column {
  const look = lookAt(snapshot, config);
  const { results } = evaluate(snapshot, checks, config);
  return {
    cluster: snapshot.cluster,
    takenAt: snapshot.takenAt,
    answers: Object.fromEntries([
      ...settings.map((setting) => [setting.id, setting.answer(look)] as const),
      ...results.map((result) => [result.check, outcomeOf(result)] as const),
    ]),
  };
}

function outcomeOf({ outcome, message }: CheckResult): Answer {
  if (outcome === 'unknown' || outcome === 'not-applicable')
    return { kind: outcome, reason: message };
  return { kind: 'value', value: outcome, text: outcomeWords[outcome] ?? outcome };
}
