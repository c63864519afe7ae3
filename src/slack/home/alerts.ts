import { alertPage } from '../alert-page.ts';
import { context, header } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { code } from '../escape.ts';
import { allowedAmong } from '../may.ts';
import { alertParagraph, notLooked } from '../views/alerts-list.ts';
import { plural } from '../views/posture-words.ts';
import type { HomeContext } from './sections.ts';

const mostShown = 5;

/** What is refused again and again and nobody has ended; left out while there is nothing and all is looked at. */
export async function alertsSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const asking = { deps, person, origin: { kind: 'home' as const } };
  const clusters = await allowedAmong(asking, 'read', await deps.fleet.all());
  const page = await alertPage(asking, {
    ...{ clusters, states: ['open', 'acknowledged'], size: mostShown },
  });
  const { shown, total, failing } = page;
  if (total === 0 && failing.length === 0) return [];
  const left = total - shown.length;
  return [
    {
      importance: 18,
      blocks: [
        header(total === 0 ? 'Alerts' : `Alerts (${total})`),
        ...shown.map((each) => alertParagraph(each, drawing)),
        ...(left > 0
          ? [
              context(
                `${left} more ${plural(left, 'alert')}: ${code(`${deps.slashCommand} alerts`)} lists them.`,
              ),
            ]
          : []),
        // Where nobody ever looked, nobody expects alerts.
        ...notLooked({ failing, unwatched: [] }),
      ],
    },
  ];
}
