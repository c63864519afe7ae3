import { openSilences } from '../../store/node-silences.ts';
import { actionIds } from '../action-ids.ts';
import { context, header, section } from '../blocks.ts';
import type { Piece } from '../budget.ts';
import { bold, code, mention, when } from '../escape.ts';
import { allowedAmong } from '../may.ts';
import { short } from '../views/waiver-text.ts';
import type { HomeContext } from './sections.ts';

const mostShown = 8;

/** Nodes that nobody is told of, with why and until when; left out while there are none. */
export async function nodeSilencesSection({
  deps,
  person,
  drawing,
  now,
}: HomeContext): Promise<Piece[]> {
  const asking = { deps, person, origin: { kind: 'home' as const } };
  const visible = await allowedAmong(asking, 'read', await deps.fleet.all());
  const names = new Map(visible.map(({ id, name }) => [id.toLowerCase(), name]));
  const silences = await openSilences(deps.db, { clusterIds: [...names.keys()], now });
  if (silences.length === 0) return [];
  const left = silences.length - mostShown;
  return [
    {
      importance: 14,
      blocks: [
        header('Silenced nodes'),
        ...silences
          .slice(0, mostShown)
          .map(({ id, clusterId, pool, reason, expiresAt, createdBy }) =>
            section(
              [
                `${bold(names.get(clusterId) ?? '')}${pool ? `, pool ${code(pool)}` : ''}, until ${when(expiresAt)}`,
                `${short(reason, 250)} (by ${mention(createdBy)})`,
              ].join('\n'),
              {
                accessory: drawing.button({
                  ...{ action: actionIds.nodeSilenceEnd, payload: { silenceId: id }, text: 'End' },
                  label: 'End this silence now',
                }),
              },
            ),
          ),
        ...(left > 0 ? [context(`${left} more are not shown here.`)] : []),
      ],
    },
  ];
}
