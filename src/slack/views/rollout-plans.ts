import type { RolloutValue } from '../../rollout/types.ts';
import type { Rendered } from '../blocks.ts';
import { diffLines } from './change-diff.ts';

/** Every plan of the ring that waits, as a file: nobody approves what they could not see. */
export function ringPlans({ rings, approval }: RolloutValue): Rendered['attachment'] {
  const ring = approval && rings[approval.ring];
  if (!ring) return undefined;
  const parts = ring.members.flatMap(({ name, state }, index) => {
    const plan = ring.progress[index]?.plan;
    if (state !== 'planned' || !plan) return [];
    return [
      [
        `# ${name}`,
        plan.summary,
        ...plan.changes.flatMap(diffLines),
        ...(plan.steps ?? []).map(
          ({ title, detail }, step) => `${step + 1}. ${title}${detail ? `: ${detail}` : ''}`,
        ),
        ...plan.warnings.map(
          ({ level, text, mustConfirm }) =>
            `${level === 'info' ? 'Note' : level === 'danger' ? 'Danger' : 'Mind'}: ${text}${mustConfirm ? ' (to be confirmed)' : ''}`,
        ),
        ...plan.remarks,
        ...(plan.inverse
          ? [`Way back: ${plan.inverse.summary}`]
          : ['There is no way back from here.']),
      ].join('\n'),
    ];
  });
  const hash = approval.hash.slice(0, 12);
  return {
    filename: `ring-${hash}.txt`,
    title: `Every plan of the ring ${ring.name}`,
    content: parts.join('\n\n'),
  };
}
