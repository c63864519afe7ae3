/** What the approver should know, and has to confirm. */
import type { BlockerFinding } from '../../../upgrade/blockers/types.ts';
import type { ClusterFacts } from '../../../upgrade/facts.ts';
import type { FleetRuns } from '../../../upgrade/fleet-runs.ts';
import type { Allowed } from '../../../upgrade/windows.ts';
import type { Plan } from '../../types.ts';
import type { Params } from './params.ts';

interface Given {
  facts: ClusterFacts;
  findings: readonly BlockerFinding[];
  allowed: Allowed;
  params: Params;
  fleetRuns: FleetRuns;
  nodesAreRead: boolean;
  /** When the window opens next; null where it is open, or is not waited for. */
  begin: Date | null;
}

/** Texts to confirm are part of what is approved, so they hold nothing that moves by itself. */
export function warningsFor(given: Given): Pick<Plan, 'warnings' | 'remarks'> {
  const { facts, findings, fleetRuns, nodesAreRead } = given;
  const of = (verdict: BlockerFinding['verdict']) =>
    findings.filter((finding) => finding.verdict === verdict);
  const unknown = of('unknown');
  const topics = [...new Set(unknown.map(({ topic }) => topic))].sort();
  return {
    warnings: [
      { level: 'danger', text: 'There is no way back: Kubernetes cannot be downgraded.' },
      ...windowWarnings(given),
      ...(topics.length > 0
        ? [
            {
              level: 'danger' as const,
              text: `Could not be looked at beforehand: ${topics.join(', ')}.`,
              mustConfirm: true,
            },
          ]
        : []),
      ...(nodesAreRead
        ? []
        : [
            {
              level: 'danger' as const,
              text: 'The nodes cannot be read: after each step only Azure says that all is well.',
              mustConfirm: true,
            },
          ]),
      ...(fleetRuns.kind === 'unknown'
        ? [
            {
              level: 'warning' as const,
              text: 'Whether a Fleet Manager upgrades this cluster too could not be read.',
            },
          ]
        : []),
      ...of('risks').map(({ message, help }) => ({
        level: 'warning' as const,
        text: help ? `${message} ${help}` : message,
      })),
    ],
    remarks: [
      ...channelRemarks(facts),
      ...(fleetRuns.kind === 'known' && fleetRuns.fleets.length > 0
        ? [
            `It is a member of the fleet ${fleetRuns.fleets.join(', ')}; no update run is under way there.`,
          ]
        : []),
      ...unknown.map(({ message }) => message),
      'Each step begins only when the one before is done, and stops at the first failure. Nodes get the newest image with the version.',
    ],
  };
}

function windowWarnings({ allowed, params, begin }: Given): Plan['warnings'] {
  const { outsideWindow } = params;
  if (allowed.kind === 'always')
    return [
      {
        level: 'warning',
        text: 'No maintenance window and no upgrade hours are set: it begins as soon as it is approved.',
      },
    ];
  if (outsideWindow) {
    const window = allowed.kind === 'windows' ? ` (${allowed.says})` : ', which is not known';
    const text = `It does not wait for the allowed window${window}. The reason given: ${outsideWindow}`;
    return [{ level: 'danger', text, mustConfirm: true }];
  }
  return [
    {
      level: 'info',
      text: `Every step begins only in the window: ${allowed.kind === 'windows' ? allowed.says : ''}. ${begin ? `It opens next on ${begin.toISOString().slice(0, 16).replace('T', ' ')} UTC.` : 'It is open now.'}`,
    },
  ];
}

/** https://learn.microsoft.com/azure/aks/auto-upgrade-cluster */
function channelRemarks({ channel }: ClusterFacts): string[] {
  if (channel === 'none') return [];
  return [
    `AKS upgrades this cluster by itself too (channel ${channel}). It does not begin while an operation runs, and this change waits while AKS works.`,
  ];
}
