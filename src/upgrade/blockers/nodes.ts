import { judgeNodes, nodeStatesOf } from '../../fleet/node-health.ts';
import type { Blocker } from './types.ts';

const topic = 'Nodes';

/** A node that is not well before the upgrade is not well after it. */
export const nodeHealth: Blocker = ({ snapshot }) => {
  const plane = snapshot.planes.nodes;
  const health = judgeNodes(nodeStatesOf(plane));
  switch (health.kind) {
    case 'healthy':
      return [{ topic, verdict: 'clear', message: health.sentence }];
    case 'unhealthy':
      return [
        {
          ...{ topic, verdict: 'risks', message: health.sentence },
          help: 'Find out why before nodes are replaced.',
        },
      ];
    case 'unknown': {
      const help = plane.state === 'unreadable' ? plane.help : undefined;
      return [{ topic, verdict: 'unknown', message: health.sentence, help }];
    }
  }
};
