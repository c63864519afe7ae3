/** Waivers one paragraph each: in `/aks waivers` and on App Home. */
import type { WaiverValue } from '../../posture/waivers/types.ts';
import { actionIds } from '../action-ids.ts';
import { context, header, section, type ViewBlock } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import type { Drawing } from '../drawing.ts';
import { bold } from '../escape.ts';
import type { WaiverGroups } from '../waiver-groups.ts';
import { plural, severityWords } from './posture-words.ts';
import { endings } from './waiver-buttons.ts';
import { short, waiverEnd, waiverOrigin, waiverTitle } from './waiver-text.ts';

const titles: [keyof WaiverGroups, string][] = [
  ['waiting', 'Waiting for a decision'],
  ['soon', 'Lapse within 14 days'],
  ['later', 'Hold for longer'],
  ['lapsed', 'Lapsed in the last 30 days'],
];

export function waiverList(groups: WaiverGroups, drawing: Drawing): ViewBlock[] {
  const pieces = titles.flatMap(([group, title], index): Piece[] => {
    const waivers = groups[group];
    if (waivers.length === 0) return [];
    return [
      { importance: 90 - index, blocks: [header(`${title} (${waivers.length})`)] },
      ...waivers.map((waiver) => ({
        importance: 80 - index,
        kind: 'waiver',
        blocks: [waiverParagraph(waiver, drawing)],
      })),
    ];
  });
  if (pieces.length === 0) return [section('Nothing is waived, and nothing waits to be.')];
  const { blocks, left } = withinBudget(pieces, { blocks: 48, characters: 11_000 });
  const missing = left.waiver ?? 0;
  if (missing > 0)
    blocks.push(context(`${missing} more ${plural(missing, 'waiver')} did not fit here.`));
  return blocks;
}

export function waiverParagraph(waiver: WaiverValue, { button, overflow }: Drawing): ViewBlock {
  const title = waiverTitle(waiver);
  const menu = endings(waiver);
  const show = {
    action: actionIds.waiverShow,
    payload: { waiverId: waiver.id },
    text: 'Show',
    label: `Show the card: ${title}`,
  };
  return section(
    [
      `${bold(title.slice(0, 250))} (${severityWords[waiver.severity].toLowerCase()}), ${waiverEnd(waiver)}`,
      `${short(waiver.reason, 300)} (${waiverOrigin(waiver)})`,
    ].join('\n'),
    { accessory: menu.length > 0 ? overflow([...menu, show]) : button(show) },
  );
}
