import type { Code } from './bicep/values.ts';
import { type Draft, parameter } from './draft.ts';

/** The workspace that logs go to: the one that the old cluster uses, if it still exists. */
export function logWorkspace(draft: Draft): Code {
  const known = presentWorkspace(draft);
  return parameter(draft, {
    name: 'workspaceId',
    type: 'string',
    description:
      'ARM id of the Log Analytics workspace for logs, in another resource group than the cluster',
    ...(known && { default: known }),
  });
}

/** Its id, if one of those that the old cluster names still exists, or may. */
export function presentWorkspace({ look, diagnosticSettings }: Draft): string | undefined {
  const { cluster } = look;
  const candidates = [
    ...diagnosticSettings.map((setting) => setting.properties?.workspaceId),
    cluster.text('properties.addonProfiles.omsagent.config.logAnalyticsWorkspaceResourceID').value,
    cluster.text('properties.securityProfile.defender.logAnalyticsWorkspaceResourceId').value,
  ];
  return candidates.find((id): id is string => typeof id === 'string' && !isGone(look, id));
}

/** Azure says that there is no such workspace. */
export function isGone(look: Draft['look'], id: string): boolean {
  if (!look.wasRead('workspaces')) return false;
  const key = id.toLowerCase();
  return look.holdsKey('workspaces', key) && !look.plane('workspaces').child([key]);
}
