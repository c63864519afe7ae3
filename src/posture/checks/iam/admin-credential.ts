import { activityLogDays } from '../../../azure/activity-log.ts';
import { listed } from '../../combine.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';

const operations = 'microsoft.containerservice/managedclusters';
const fetching = `${operations}/listclusteradmincredential/action`;
const rotating = `${operations}/rotateclustercertificates/action`;
const dayMs = 24 * 60 * 60 * 1000;

/** Each operation is several events: those that failed, or only began, are not one that happened. */
function done({ list }: Look, operation: string): Node[] {
  return list('activityLog').items.filter(
    (event) =>
      event.word('operationName.value').value === operation &&
      ['succeeded', 'accepted'].includes(event.word('status.value').value ?? ''),
  );
}

function timeOf(event: Node): number {
  return Date.parse(event.text('eventTimestamp').value ?? '') || 0;
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-007',
    title: 'Nobody fetches the admin credential',
    group: 'IAM',
    severity: 'medium',
    why: 'The certificate in it passes every rule of Entra ID and works until the cluster’s certificates are rotated, on every laptop to which it was copied.',
    needs: ['managedCluster', 'activityLog'],
    references: [
      aksDocs('manage-local-accounts-managed-azure-ad'),
      aksDocs('certificate-rotation'),
    ],
    evaluate(look) {
      const disabled = look.cluster.flag('properties.disableLocalAccounts');
      const { evidence } = look.list('activityLog');
      const fetches = done(look, fetching);
      const rotations = done(look, rotating);
      const lastRotation = Math.max(0, ...rotations.map(timeOf));
      const since = look.now.getTime() - look.config.adminCredentialDays * dayMs;
      const live = fetches.filter((event) => timeOf(event) > lastRotation);
      // Disabled accounts give out nothing more, so what was given out before is what counts, however old.
      const counted = disabled.value ? live : live.filter((event) => timeOf(event) >= since);
      const callers = [
        ...new Set(counted.map((event) => event.text('caller').value ?? 'somebody')),
      ];
      const seen = [
        disabled.evidence,
        { ...evidence, value: `${fetches.length} fetched, ${rotations.length} rotated` },
        ...counted.slice(0, 20).map((event) => event.text('eventTimestamp').evidence),
      ] as const;
      if (counted.length > 0)
        return fail(
          disabled.value
            ? `Local accounts are disabled, but the admin credential that ${listed(callers)} fetched still works: certificates were not rotated since.`
            : `The admin credential was fetched ${counted.length === 1 ? 'once' : `${counted.length} times`} in ${look.config.adminCredentialDays} days, by ${listed(callers)}.`,
          ...seen,
        );
      return pass(
        disabled.value && rotations.length === 0
          ? `Nobody fetched the admin credential in the ${activityLogDays} days that Azure’s log reaches back. (What was fetched before works until certificates are rotated.)`
          : 'Nobody holds an admin credential that was fetched lately and still works.',
        ...seen,
      );
    },
    fix: manual((look) => ({
      steps:
        'Ask the people why they needed it, disable local accounts (AKS-IAM-003), then rotate the certificates, which ends every credential that was handed out. Rotation restarts every node.',
      commands: [azAks(look, 'rotate-certs')],
    })),
  }),
];
