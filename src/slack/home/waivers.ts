import { header } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { waiverParagraph } from '../views/waiver-list.ts';
import { waiverGroups } from '../waiver-groups.ts';
import type { HomeContext } from './sections.ts';

const mostShown = 10;

/** Findings that count again within 14 days; left out while there are none. */
export async function waiversSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const { soon } = await waiverGroups({ deps, person, origin: { kind: 'home' } });
  if (soon.length === 0) return [];
  return [
    {
      importance: 15,
      blocks: [
        header('Waivers that lapse within 14 days'),
        ...soon.slice(0, mostShown).map((waiver) => waiverParagraph(waiver, drawing)),
      ],
    },
  ];
}
