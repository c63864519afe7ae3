/** What is frozen at the moment, by whom and until when. */
import type { FreezeRow } from '../../store/freezes.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { withinBudget } from '../budget.ts';
import { code, escapeMrkdwn, mention, when } from '../escape.ts';
import { plural } from './posture-words.ts';

export interface FreezeListValue {
  said: readonly FreezeRow[];
  written: readonly { window: { clusters: string | string[]; reason: string }; until: Date }[];
}

const budget = { blocks: 48, characters: 11_000 };

export function freezeList({ said, written }: FreezeListValue): Rendered {
  const count = said.length + written.length;
  if (count === 0) {
    const text = 'Nothing is frozen at the moment.';
    return { text, blocks: [section(text)] };
  }
  const text = `${count} ${plural(count, 'freeze')}`;
  const lines = [
    ...said.map(
      ({ filter, until, reason, createdBy }) =>
        `• ${code(clipped(filter, 100))} until ${when(until)} by ${mention(createdBy)}: ${escapeMrkdwn(clipped(reason, 200))}`,
    ),
    ...written.map(
      ({ window, until }) =>
        `• ${code(clipped([window.clusters].flat().join(', '), 100))} until ${when(until)}, by the configuration: ${escapeMrkdwn(clipped(window.reason, 200))}`,
    ),
  ];
  const { blocks, left } = withinBudget(
    [
      { importance: 100, blocks: [header(text)] },
      ...lines.map((line) => ({ importance: 80, kind: 'freeze', blocks: [section(line)] })),
    ],
    budget,
  );
  const more = left.freeze ? `${left.freeze} more did not fit. ` : '';
  blocks.push(
    context(
      `${more}Plans can be made and decided on meanwhile; roll-backs and the ends of openings are applied all the same.`,
    ),
  );
  return { text, blocks };
}
