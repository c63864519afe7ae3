import { readinessOf } from '../../cluster-state.ts';
import type { Planned } from '../../define-remediation.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import { channels, type Params } from './params.ts';
import type { Beside } from './read.ts';

export const actionId = 'node-os-channel';
const channelPath = 'properties.autoUpgradeProfile.nodeOSUpgradeChannel';

type Channel = Params['channel'];

/** What each channel does to nodes: https://learn.microsoft.com/azure/aks/auto-upgrade-node-os-image */
const does: Record<Channel, string> = {
  SecurityPatch:
    'AKS brings tested security patches as images of their own, mostly without replacing nodes.',
  NodeImage: 'AKS brings a new image each week, and replaces the nodes to do so.',
  Unmanaged:
    'Nodes patch themselves each day, and somebody else has to reboot them: kured, for one.',
  None: 'Nothing patches the nodes.',
};

export function channelOf(document: LiveCluster['document']): string | null {
  const channel = document?.properties?.autoUpgradeProfile?.nodeOSUpgradeChannel;
  return typeof channel === 'string' ? channel : null;
}

/** One property of the cluster. Pure. */
export function planChannel(live: LiveCluster, { channel }: Params): Planned {
  const readiness = readinessOf(live);
  if (readiness.kind === 'not-now') return readiness;
  if (readiness.kind === 'failed') return { kind: 'refused', problem: readiness.problem };
  const { name } = live.cluster;
  const before = channelOf(live.document);
  if (before === channel)
    return {
      kind: 'nothing',
      message: `Nothing to do: the OS channel of ${name} is ${channel} already.`,
    };
  const back = channels.find((each) => each === before);
  const beside = live.beside as Beside;
  return {
    kind: 'planned',
    plan: {
      action: actionId,
      summary: `Set the OS channel of the nodes of ${name} to ${channel}`,
      changes: [{ path: channelPath, before, after: channel }],
      steps: [{ title: `OS channel ${before ?? 'not named'} → ${channel}`, detail: does[channel] }],
      warnings: warningsFor(channel, beside),
      remarks: [
        'Nodes are as they are until the channel brings something: for a new image now there is node-image.',
      ],
      inverse: back
        ? { params: { channel: back }, summary: `Sets the OS channel back to ${back}` }
        : null,
      inputs: { channel, window: beside.kind === 'window' ? beside.says : beside.kind },
      etag: etagOf(live.document),
      poolEtags: {},
    },
  };
}

function warningsFor(channel: Channel, beside: Beside): Plan['warnings'] {
  if (channel === 'None')
    return [
      {
        level: 'danger',
        text: 'From then on nothing patches the nodes: known holes stay open until somebody brings an image.',
        mustConfirm: true,
      },
    ];
  if (channel === 'Unmanaged')
    return [
      {
        level: 'warning',
        text: 'A patched kernel runs only after a reboot, and this channel reboots nothing: kured, or somebody, has to.',
      },
    ];
  switch (beside.kind) {
    case 'window':
      return [{ level: 'info', text: `It acts in the window ${beside.name}: ${beside.says}.` }];
    case 'none':
      return [
        {
          level: 'warning',
          text: 'There is no maintenance window for the nodes (aksManagedNodeOSUpgradeSchedule): it acts at any time of the day.',
        },
      ];
    case 'unknown':
      return [
        {
          level: 'warning',
          text: `In which maintenance window it will act is not known: ${beside.reason}.`,
        },
      ];
  }
}
