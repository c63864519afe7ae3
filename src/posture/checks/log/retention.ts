import { listed } from '../../combine.ts';
import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { aksDocs } from '../../references.ts';
import { resourceGroupOf } from '../../resource-id.ts';
import type { Evidence } from '../../types.ts';
import { diagnosticSettings } from './_shipped.ts';

interface Workspace {
  id: string;
  state: 'read' | 'gone' | 'not-read';
  days: number | undefined;
  /** In a resource group that goes when the cluster goes. */
  besideCluster: boolean;
  evidence: Evidence;
}

/** The workspaces that really receive logs. */
function workspacesOf(look: Look): Workspace[] {
  const receiving = diagnosticSettings(look).settings.filter(({ shipsAnything }) => shipsAnything);
  const ids = new Set(receiving.flatMap(({ workspaceId }) => workspaceId ?? []));
  if (ids.size === 0) return [];
  const nodeGroup = look.cluster.word('properties.nodeResourceGroup').value;
  const own = [look.ref.resourceGroup.toLowerCase(), nodeGroup];
  const all = look.plane('workspaces');
  return [...ids].map((id) => {
    const besideCluster = own.includes(resourceGroupOf(id));
    const workspace = all.child([id]);
    const days = workspace?.number('properties.retentionInDays');
    const isGone = !workspace && look.holdsKey('workspaces', id);
    return {
      id,
      state: workspace ? 'read' : isGone ? 'gone' : 'not-read',
      days: days?.value,
      besideCluster,
      evidence: days?.evidence ?? { ...look.evidenceOf('workspaces'), object: id },
    };
  });
}

function judge(workspaces: readonly Workspace[], minDays: number, seen: Evidence): Finding {
  const evidence = [seen, ...workspaces.map((workspace) => workspace.evidence)] as const;
  const names = (which: (workspace: Workspace) => boolean) =>
    listed(workspaces.filter(which).map(({ id }) => id.split('/').at(-1) ?? id));
  const isShort = ({ days }: Workspace) => days !== undefined && days < minDays;
  if (workspaces.some(({ state }) => state === 'gone'))
    return fail(
      `Logs go to a workspace that does not exist and are lost: ${names(({ state }) => state === 'gone')}.`,
      ...evidence,
    );
  if (workspaces.some(isShort))
    return fail(
      `Logs are kept for less than ${minDays} days by ${names(isShort)}. (Tables may keep them longer than their workspace; that is not looked at.)`,
      ...evidence,
    );
  if (workspaces.every(({ besideCluster }) => besideCluster))
    return fail(
      'The only copy of the logs lies in the resource group of the cluster: who deletes the group deletes the traces.',
      ...evidence,
    );
  if (workspaces.some(({ days }) => days === undefined))
    return unknown(
      `How long logs are kept is not known for ${names(({ days }) => days === undefined)}.`,
      ...evidence,
    );
  return pass(`Logs are kept for ${minDays} days or longer.`, ...evidence);
}

export const checks = [
  defineCheck({
    id: 'AKS-LOG-006',
    title: 'Logs kept long enough, apart from the cluster',
    group: 'LOG',
    severity: 'medium',
    why: 'Break-ins are often found after weeks. By then the log is gone if its workspace keeps it for a month, was deleted, or went with the cluster.',
    needs: ['managedCluster', 'diagnosticSettings'],
    uses: ['workspaces'],
    references: [aksDocs('monitor-aks')],
    evaluate(look) {
      const { settings, evidence } = diagnosticSettings(look);
      if (!settings.some(({ shipsAnything, hasDestination }) => shipsAnything && hasDestination))
        return fail('Logs are not kept anywhere (AKS-LOG-004).', evidence);
      const workspaces = workspacesOf(look);
      return workspaces.length === 0
        ? unknown(
            'Logs go elsewhere than to a workspace; how long they are kept there is not looked at.',
            evidence,
            ...settings.flatMap((setting) => setting.evidence),
          )
        : judge(workspaces, look.config.minRetentionDays, evidence);
    },
    fix: manual((look) => ({
      steps:
        'Keep logs in a workspace that exists, outside the resource group of the cluster, for long enough. Longer retention costs more; archive tiers are cheaper.',
      commands: workspacesOf(look)
        .filter(({ days }) => days !== undefined && days < look.config.minRetentionDays)
        .map(
          ({ id }) =>
            `az monitor log-analytics workspace update --ids ${shellWord(id)} --retention-time ${look.config.minRetentionDays}`,
        ),
    })),
  }),
];
