import type { ClusterNodes } from '../../nodes/types.ts';
import { channels } from '../../remediation/actions/node-os-channel/params.ts';
import { actionIds } from '../action-ids.ts';
import type { ButtonSpec, Drawing } from '../drawing.ts';

/** What can be asked for about the nodes of one cluster; nothing where it could not be read. */
export function nodeButtons(
  { clusterId, pools, osChannel, problem }: ClusterNodes,
  { button, menu }: Drawing,
) {
  if (problem) return [];
  const behind = pools.filter(({ isNewest }) => isNewest === false).map(({ name }) => name);
  const ask = (action: string, check: string, params: object): Omit<ButtonSpec, 'text'> => ({
    action: actionIds.fix,
    payload: { clusterId, check, action, params },
  });
  const image = (names?: string[]) =>
    ask('node-image', 'AKS-NODE-003', names ? { pools: names } : {});
  const others = channels.filter((each) => each.toLowerCase() !== osChannel?.toLowerCase());
  return [
    ...(behind.length > 0
      ? [button({ ...image(), text: 'Upgrade node image…', style: 'primary' })]
      : []),
    ...(behind.length > 1
      ? [
          menu(
            'Upgrade one pool…',
            behind.map((name) => ({ ...image([name]), text: name })),
          ),
        ]
      : []),
    menu(
      'Set OS channel…',
      others.map((channel) => ({
        ...ask('node-os-channel', 'AKS-NODE-001', { channel }),
        text: channel,
      })),
    ),
    button({
      action: actionIds.nodeSilence,
      payload: { clusterId, pools: pools.map(({ name }) => name).slice(0, 99) },
      text: 'Silence…',
    }),
  ];
}
