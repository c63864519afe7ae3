import { actionIds } from '../action-ids.ts';
import { context, dataTable, header, section } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { tablePage } from '../budget.ts';
import { fleetColumns, fleetOverview, fleetRows } from '../fleet-overview.ts';
import { allowedAmong } from '../may.ts';
import type { HomeContext } from './sections.ts';

/** The clusters that the person may look at, with their last grade: the worst first. */
export async function fleetSection({ deps, person, drawing }: HomeContext): Promise<Piece[]> {
  const asking = { deps, person, origin: { kind: 'home' as const } };
  const clusters = await allowedAmong(asking, 'read', await deps.fleet.all());
  if (clusters.length === 0) {
    return [
      {
        importance: 10,
        blocks: [
          header('Your clusters'),
          section('No rule lets you look at a cluster. Ask the people who keep the rights file.'),
        ],
      },
    ];
  }
  const overview = await fleetOverview(deps.db, clusters);
  const { rows, to, total } = tablePage(fleetRows(overview), 0, { rows: 100, characters: 8_000 });
  return [
    {
      importance: 10,
      blocks: [
        header('Your clusters'),
        dataTable({ caption: 'Clusters and their last grade', columns: fleetColumns, rows }),
        ...(to < total ? [context(`${to} of ${total} clusters are shown.`)] : []),
      ],
    },
    {
      importance: 9,
      blocks: [
        {
          type: 'actions',
          elements: [
            drawing.button({
              action: actionIds.runCommand,
              payload: { line: 'posture' },
              text: 'Look at a cluster…',
              style: 'primary',
            }),
            drawing.button({
              action: actionIds.runCommand,
              payload: { line: 'help' },
              text: 'What I can do',
            }),
          ],
        },
      ],
    },
  ];
}
