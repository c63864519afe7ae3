import { counted } from '../../counted.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';

/** The certificate that the API server shows, and for how many days it is valid. */
function serving(look: Look) {
  const until = look.plane('servingCertificate').text('validTo');
  const end = Date.parse(until.value ?? '');
  if (Number.isNaN(end))
    throw new NotKnown(
      'Until when the API server’s certificate is valid cannot be read.',
      until.evidence,
    );
  const days = Math.floor((end - look.now.getTime()) / 86_400_000);
  return { days, day: new Date(end).toISOString().slice(0, 10), evidence: until.evidence };
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-014',
    title: 'Certificates of the cluster valid',
    group: 'UPG',
    severity: 'medium',
    why: 'When they expire nodes no longer reach the API server: nothing can be patched, and nobody can look inside.',
    needs: ['managedCluster'],
    uses: ['servingCertificate'],
    references: [aksDocs('certificate-rotation')],
    evaluate(look) {
      const rbac = look.cluster.flag('properties.enableRBAC');
      // AKS rotates by itself where nodes bootstrap with TLS, which needs RBAC; the dates are in the certificates.
      if (!rbac.value)
        return fail(
          'Without Kubernetes RBAC (AKS-IAM-001) AKS does not rotate the certificates by itself.',
          rbac.evidence,
        );
      if (!look.wasRead('servingCertificate'))
        return unknown(
          'AKS rotates the certificates of this cluster by itself; until when those in use are valid stands in them alone, and the API server could not be asked for its own.',
          rbac.evidence,
        );
      const { days, day, evidence } = serving(look);
      if (days < 0)
        return fail(`The API server’s certificate has expired on ${day}.`, evidence, rbac.evidence);
      return days < look.config.minCertificateDays
        ? fail(
            `The API server’s certificate is valid until ${day}, ${counted(days, 'more day')}: AKS should have rotated it by now.`,
            evidence,
            rbac.evidence,
          )
        : pass(
            `AKS rotates the certificates by itself, and the API server’s own is valid until ${day}.`,
            evidence,
            rbac.evidence,
          );
    },
    fix: manual((look) => ({
      steps:
        'Rotate them by hand before they expire: every node restarts, and every kubeconfig has to be fetched again.',
      commands: [azAks(look, 'rotate-certs')],
    })),
  }),
];
