import type { SecretRef } from '../../../kubernetes/objects.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { kubescape } from '../../references.ts';
import { isSystemNamespace } from '../pod/_containers.ts';

const addOn = 'properties.addonProfiles.azureKeyvaultSecretsProvider.enabled';

/** Owners and labels of Secrets that are copies of what a vault keeps. */
const copyingKinds = [
  'SecretProviderClass',
  'SecretProviderClassPodStatus',
  'ExternalSecret',
  'ClusterExternalSecret',
  'AzureKeyVaultSecret',
];
const copyingLabels = ['secrets-store.csi.k8s.io/managed', 'reconcile.external-secrets.io/managed'];

function isCopy({ metadata }: SecretRef): boolean {
  const { ownerReferences = [], labels = {} } = metadata;
  return (
    ownerReferences.some(({ kind }) => copyingKinds.includes(kind)) ||
    copyingLabels.some((label) => labels[label] === 'true')
  );
}

function nameOf({ metadata }: SecretRef): string {
  return nameOfObject({ kind: 'Secret', metadata });
}

function ofUsers(look: Look, type: SecretRef['type']): SecretRef[] {
  const { items } = look.objects('secrets');
  return items.filter(
    (secret) => secret.type === type && !isSystemNamespace(secret.metadata.namespace, look),
  );
}

function tokens(look: Look): SecretRef[] {
  return ofUsers(look, 'kubernetes.io/service-account-token');
}

/** What says that the cluster is given secrets from Key Vault; nothing where nothing does. */
function vaultsInUse(look: Look) {
  const { items, evidence } = look.objects('secretProviderClasses');
  const enabled = look.wasRead('managedCluster') ? look.cluster.flag(addOn) : undefined;
  const copies = look.objects('secrets').items.filter(isCopy).length;
  return {
    isUsed: enabled?.value === true || items.length > 0 || copies > 0,
    evidence: enabled?.evidence ?? evidence,
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-SEC-008',
    title: 'Few Secrets kept in Kubernetes where Key Vault is there',
    group: 'SEC',
    severity: 'low',
    why: 'What lies in Kubernetes is read by whoever may list Secrets in its namespace, and neither its use nor its age stands in any record.',
    needs: ['secrets', 'secretProviderClasses'],
    uses: ['managedCluster'],
    references: [kubescape('C-0208')],
    evaluate(look) {
      const { evidence, seen } = look.objects('secrets');
      const vaults = vaultsInUse(look);
      if (!vaults.isUsed)
        return notApplicable(
          'Nothing brings secrets from Key Vault into this cluster (AKS-SEC-001).',
          vaults.evidence,
        );
      const own = ofUsers(look, 'Opaque').filter((secret) => !isCopy(secret));
      const most = look.config.maxOpaqueSecrets;
      const count = `${own.length === 1 ? 'One Secret' : `${own.length} Secrets`} outside system namespaces ${own.length === 1 ? 'is' : 'are'} kept in Kubernetes alone`;
      if (own.length <= most)
        return pass(`${count}, of ${most} that may be.`, evidence, vaults.evidence);
      return fail(
        `${count}, and ${most} may be: ${someOf(own.map(nameOf))}.`,
        evidence,
        vaults.evidence,
        ...own.slice(0, mostEvidence).map((secret) => seen(nameOf(secret), 'type', secret.type)),
      );
    },
    fix: manual(() => ({
      steps:
        'Move them into Key Vault one by one: store the value there, name it in a SecretProviderClass, mount that, then delete the Secret. What needs no secrecy belongs into a ConfigMap. Another number can be set in posture.maxOpaqueSecrets.',
      commands: [],
    })),
  }),
  defineCheck({
    id: 'AKS-SEC-010',
    title: 'No tokens of service accounts kept as Secrets',
    group: 'SEC',
    severity: 'medium',
    why: 'Such a token never expires: whoever once read the Secret, or a backup of it, is that service account until somebody deletes it.',
    needs: ['secrets'],
    references: [kubescape('C-0287')],
    evaluate(look) {
      const { evidence, seen } = look.objects('secrets');
      const found = tokens(look);
      if (found.length === 0)
        return pass('No Secret outside system namespaces holds a token that lasts.', evidence);
      return fail(
        `${found.length === 1 ? 'One Secret holds a token' : `${found.length} Secrets hold tokens`} of a service account that never ${found.length === 1 ? 'expires' : 'expire'}: ${someOf(found.map(nameOf))}.`,
        evidence,
        ...found.slice(0, mostEvidence).map((secret) => {
          const { labels = {} } = secret.metadata;
          const lastUsed = labels['kubernetes.io/legacy-token-last-used'];
          return lastUsed === undefined
            ? seen(nameOf(secret), 'type', secret.type)
            : seen(
                nameOf(secret),
                'metadata.labels[kubernetes.io/legacy-token-last-used]',
                lastUsed,
              );
        }),
      );
    },
    fix: manual((look) => ({
      steps:
        'Find out who uses it: the label kubernetes.io/legacy-token-last-used says when. Give that program a token that expires (`kubectl create token`, a projected volume, or workload identity), then delete the Secret, which ends the token at once.',
      commands: tokens(look)
        .filter(({ place }) => place === undefined)
        .slice(0, 3)
        .map(({ metadata: { name, namespace = '' } }) =>
          kubectl(look, `delete secret ${shellWord(name)}`, inNamespace(namespace)),
        ),
    })),
  }),
];
