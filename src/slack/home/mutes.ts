import { context, header } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { code } from '../escape.ts';
import { muteParagraph } from '../views/mute-list.ts';
import { plural } from '../views/posture-words.ts';
import { visibleMutes } from '../visible-mutes.ts';
import type { HomeContext } from './sections.ts';

const mostShown = 5;

/** What nobody is told of at the moment, to edit or end; left out while there is none. */
export async function mutesSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const mutes = await visibleMutes({ deps, person, origin: { kind: 'home' } });
  if (mutes.length === 0) return [];
  const left = mutes.length - mostShown;
  return [
    {
      importance: 14,
      blocks: [
        header(`Muted (${mutes.length})`),
        ...mutes.slice(0, mostShown).map((mute) => muteParagraph(mute, drawing)),
        ...(left > 0
          ? [
              context(
                `${left} more ${plural(left, 'mute')}: ${code(`${deps.slashCommand} mutes`)} lists them.`,
              ),
            ]
          : []),
      ],
    },
  ];
}
