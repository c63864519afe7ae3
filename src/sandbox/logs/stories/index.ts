import type { Story } from '../story.ts';
import {
  canIBurst,
  clusterWritten,
  deprecatedApi,
  pipelineBroken,
  tokenOutside,
} from './accounts.ts';
import { gatekeeper, podSecurity, privilegedPod, quota } from './admission.ts';
import { anonymousAllowed, internetScan, unauthenticated } from './outside.ts';
import {
  authorizationOutage,
  azureRoleRemoved,
  clusterAdminBinding,
  colleagueDenied,
  execDenied,
  impersonation,
  localAdmin,
  rbacEscalation,
  secretEnumeration,
  workingDay,
} from './people.ts';

/** By the names under which they can be asked for. */
export const stories = {
  'anonymous-allowed': anonymousAllowed,
  'authorization-outage': authorizationOutage,
  'azure-role-removed': azureRoleRemoved,
  'can-i-burst': canIBurst,
  'cluster-admin-binding': clusterAdminBinding,
  'cluster-written': clusterWritten,
  'colleague-denied': colleagueDenied,
  'deprecated-api': deprecatedApi,
  'exec-denied': execDenied,
  gatekeeper,
  impersonation,
  'internet-scan': internetScan,
  'local-admin': localAdmin,
  'pipeline-broken': pipelineBroken,
  'pod-security': podSecurity,
  'privileged-pod': privilegedPod,
  quota,
  'rbac-escalation': rbacEscalation,
  'secret-enumeration': secretEnumeration,
  'token-outside': tokenOutside,
  unauthenticated,
  'working-day': workingDay,
} satisfies Record<string, Story>;

export type StoryName = keyof typeof stories;
