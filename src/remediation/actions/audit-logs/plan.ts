import type { PlanContext, Planned } from '../../define-remediation.ts';
import { etagOf, type LiveCluster } from '../../live-cluster.ts';
import type { Plan } from '../../types.ts';
import type { Beside } from './beside.ts';
import {
  auditIn,
  enabledIn,
  goesTo,
  hasGroups,
  isDedicated,
  isEmptyWithout,
  mostSettings,
  settingNamed,
} from './diagnostic-settings.ts';
import { sayExpected } from './expected.ts';
import type { Category, Params, Ship, TakeBack } from './params.ts';
import { nodesOf } from './volume.ts';

export const actionId = 'audit-logs';

/** What the step does; kept in the plan, so that it can be told from it alone. */
export interface Meant {
  setting: string;
  workspace: string;
  categories: Category[];
  enabled: boolean;
}

export function meantBy(plan: Plan): Meant {
  return plan.inputs.meant as Meant;
}

/** Plans one diagnostic setting from those that the cluster has now. Pure. */
export function planAuditLogs(live: LiveCluster, params: Params, context: PlanContext): Planned {
  return params.operation === 'ship'
    ? planShipping(live, params, context)
    : planTakingBack(live, params);
}

function planShipping(
  live: LiveCluster,
  params: Ship,
  { settings: { logPrices } }: PlanContext,
): Planned {
  const { settings, workspace, volume } = live.beside as Beside;
  const { name } = live.cluster;
  if (!workspace)
    return refused(
      'no-workspace',
      `There is no workspace ${params.workspace}.`,
      'It may have been deleted, or Drawbridge may not see its subscription. Choose another one.',
      'workspace',
    );
  const wanted = wantedBy(live, params);
  const present = new Set(
    settings.filter((each) => goesTo(each, workspace.id)).flatMap((each) => auditIn(each)),
  );
  // Everything in kube-audit-admin is in kube-audit too.
  const missing = wanted.filter(
    (each) => !present.has(each) && !(each === 'kube-audit-admin' && present.has('kube-audit')),
  );
  if (missing.length === 0)
    return {
      kind: 'nothing',
      message: `Nothing to do: ${name} ships ${wanted.join(' and ')} to ${workspace.name} already.`,
    };
  const place = placeFor(settings, params.setting, workspace.id);
  if (place.kind === 'refused') return place;
  const { setting } = place;
  const existing = settingNamed(settings, setting);
  const isTwice = missing.includes('kube-audit') && present.has('kube-audit-admin');
  const otherRegion = workspace.location !== live.cluster.location;
  return {
    kind: 'planned',
    plan: {
      ...common(live, { setting, workspace: workspace.id, categories: missing, enabled: true }),
      summary: `Ship the audit log of ${name} (${missing.join(', ')}) to ${workspace.name}`,
      changes: [
        ...(existing
          ? []
          : [{ path: `${pathOf(setting)}.workspaceId`, before: null, after: workspace.id }]),
        {
          path: `${pathOf(setting)}.logs`,
          before: existing ? enabledIn(existing) : null,
          after: [...(existing ? enabledIn(existing) : []), ...missing].sort(),
        },
      ],
      warnings: [
        ...(isTwice
          ? [
              {
                level: 'warning' as const,
                text: `${workspace.name} receives kube-audit-admin already: every change will be stored twice until that category is taken out of its setting.`,
              },
            ]
          : []),
        ...(otherRegion
          ? [
              {
                level: 'info' as const,
                text: `${workspace.name} is in ${workspace.location}, the cluster in ${live.cluster.location}: the audit log leaves its region.`,
              },
            ]
          : []),
      ],
      remarks: [
        ...sayExpected(volume, {
          nodes: nodesOf(live.document),
          workspace: workspace.name,
          prices: logPrices,
        }),
        ...(params.scope === 'writes'
          ? [
              'Without reads: forbidden get and list stay invisible, and so does exec by a kubectl of 1.30 or later.',
            ]
          : []),
        'The first records arrive within about 15 minutes. What happened before is not logged.',
      ],
      inverse: {
        params: {
          ...{ operation: 'take-back', setting, workspace: workspace.id, categories: missing },
        } satisfies TakeBack,
        summary: existing
          ? `take ${missing.join(', ')} out of ${setting} again`
          : `delete the setting ${setting}`,
      },
    },
  };
}

function planTakingBack(live: LiveCluster, { setting, workspace, categories }: TakeBack): Planned {
  const { settings } = live.beside as Beside;
  const existing = settingNamed(settings, setting);
  const enabled = existing ? enabledIn(existing) : [];
  const left = categories.filter((each) => enabled.includes(each));
  if (!existing || !goesTo(existing, workspace) || left.length === 0)
    return {
      kind: 'nothing',
      message: `Nothing to do: the setting ${setting} of ${live.cluster.name} no longer ships ${categories.join(', ')} there.`,
    };
  const isEmpty = isEmptyWithout(existing, left);
  const stays = settings
    .filter((each) => goesTo(each, workspace))
    .flatMap((each) =>
      auditIn(each).filter((category) => each !== existing || !left.includes(category)),
    );
  // Everything in kube-audit-admin is in kube-audit too.
  const losesNothing =
    left.every((category) => category === 'kube-audit-admin') && stays.includes('kube-audit');
  const after = enabled.filter((word) => !left.some((each) => each === word));
  return {
    kind: 'planned',
    plan: {
      ...common(live, { setting, workspace, categories: left, enabled: false }),
      summary: `Stop shipping ${left.join(', ')} of ${live.cluster.name} to ${workspace.split('/').at(-1)}`,
      changes: [
        { path: `${pathOf(setting)}.logs`, before: enabled, after: isEmpty ? null : after },
      ],
      warnings: losesNothing
        ? []
        : [
            {
              level: 'warning',
              text: 'From then on nobody sees in that workspace who was refused what on this cluster.',
            },
          ],
      remarks: [
        ...(losesNothing
          ? ['kube-audit still goes there, and holds every change too: nothing becomes invisible.']
          : []),
        ...(isEmpty ? [`Nothing else is in the setting ${setting}, so it is deleted.`] : []),
        'Records that have arrived stay as long as the workspace keeps them.',
      ],
      inverse: null,
    },
  };
}

/** Everything of a plan that both ways have. */
function common(live: LiveCluster, meant: Meant) {
  const { settings } = live.beside as Beside;
  const verb = meant.enabled ? 'Set' : 'Take out of';
  return {
    action: actionId,
    steps: [{ title: `${verb} the diagnostic setting ${meant.setting}`, patienceMinutes: 10 }],
    inputs: {
      meant,
      settings: settings.map((each) => ({
        name: String(each?.name),
        workspace: String(each?.properties?.workspaceId ?? ''),
        enabled: enabledIn(each),
      })),
    },
    etag: etagOf(live.document),
    poolEtags: {},
  };
}

/** Category guard holds sign-ins through Entra ID; without Entra it stays empty. */
function wantedBy({ document }: LiveCluster, { scope }: Ship): Category[] {
  const log: Category = scope === 'all' ? 'kube-audit' : 'kube-audit-admin';
  return document?.properties?.aadProfile ? [log, 'guard'] : [log];
}

type Place = { kind: 'place'; setting: string } | Extract<Planned, { kind: 'refused' }>;

/** Which setting takes it: the one of that name, a new one, or, where no more fit, one that goes there. */
function placeFor(settings: Beside['settings'], name: string, workspace: string): Place {
  const fits = (setting: Beside['settings'][number]) =>
    goesTo(setting, workspace) && isDedicated(setting) && !hasGroups(setting);
  const named = settingNamed(settings, name);
  if (named && fits(named)) return { kind: 'place', setting: String(named.name) };
  if (named)
    return refused(
      'name-taken',
      `A setting "${name}" exists and cannot take it: ${whyNot(named, workspace)}.`,
      'Choose another name for the setting.',
      'setting',
    );
  if (settings.length < mostSettings) return { kind: 'place', setting: name };
  const other = settings.find(fits);
  if (other) return { kind: 'place', setting: String(other.name) };
  return refused(
    'too-many-settings',
    `The cluster has ${settings.length} diagnostic settings, and Azure takes ${mostSettings}.`,
    'Remove one that nobody needs, or choose the workspace of one that has tables of its own and no category group.',
    'workspace',
  );
}

function whyNot(setting: Beside['settings'][number], workspace: string): string {
  if (!goesTo(setting, workspace)) return 'it goes to another destination';
  if (hasGroups(setting)) return 'it ships category groups, beside which Azure takes no category';
  return 'it fills the legacy table AzureDiagnostics';
}

function pathOf(setting: string): string {
  return `diagnosticSettings.${setting}`;
}

function refused(code: string, message: string, hint: string, field: string) {
  return {
    kind: 'refused' as const,
    problem: { code, message, hint },
    fields: { [field]: message },
  };
}
