import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import { defineCheck, notApplicable, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { comesFrom, parseImage } from '../../image-reference.ts';
import type { Look } from '../../look.ts';
import {
  count,
  judgeObjects,
  mostEvidence,
  nameOfObject,
  someOf,
  withUnclear,
} from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import { podsOf } from '../pod/_containers.ts';
import { workloadFix } from '../pod/_fix.ts';
import { everyWorkload, offendersOf, type Question } from '../pod/_question.ts';

/** Classes that fetch from Key Vault. */
function ofAzure(look: Look): KubernetesObject[] {
  return look
    .objects('secretProviderClasses')
    .items.filter(({ spec }) => String(spec?.provider ?? '').toLowerCase() === 'azure');
}

const isTrue = (value: unknown) => String(value ?? '').toLowerCase() === 'true';

/** The way in that a class names instead of workload identity. https://learn.microsoft.com/azure/aks/csi-secrets-store-identity-access */
function otherIdentity({ spec }: KubernetesObject): { path: string; value: unknown } | undefined {
  const parameters = spec?.parameters ?? {};
  for (const name of ['usePodIdentity', 'useVMManagedIdentity'])
    if (isTrue(parameters[name]))
      return { path: `spec.parameters.${name}`, value: parameters[name] };
  const clientId: unknown = parameters.clientID;
  return typeof clientId === 'string' && clientId.trim() !== ''
    ? undefined
    : { path: 'spec.parameters.clientID', value: null };
}

function isOfAzureRegistry(image: string): boolean | undefined {
  const parsed = parseImage(image);
  if (!parsed) return undefined;
  // Nobody needs a password for it.
  if (parsed.registry === 'mcr.microsoft.com') return undefined;
  return comesFrom(parsed, '*.azurecr.io') || parsed.registry.endsWith('.azurecr.io');
}

/** Secrets for pulling that the pod names itself, or gets from its service account. */
function pullSecrets(workload: Workload, look: Look): { path: string; value: unknown }[] {
  const names = (list: unknown) =>
    Array.isArray(list) && list.length > 0
      ? list.map((entry: { name?: unknown }) => String(entry?.name ?? ''))
      : undefined;
  const [template] = podsOf(workload);
  const own = names(workload.spec.imagePullSecrets);
  if (own) return [{ path: `${template.path}.imagePullSecrets`, value: own }];
  if (!look.wasRead('serviceAccounts')) return [];
  const account = look
    .objects('serviceAccounts')
    .items.find(
      ({ metadata }) =>
        metadata.namespace === workload.metadata.namespace &&
        metadata.name === workload.spec.serviceAccountName,
    );
  const given = names(account?.imagePullSecrets);
  return given
    ? [{ path: `serviceAccounts[${account?.metadata.name}].imagePullSecrets`, value: given }]
    : [];
}

/** @param others whether images of other registries may be what the secret is for */
function passwords(others: boolean): Question {
  return {
    os: 'any',
    ask({ workload, containers, running }, look) {
      if (running) return [];
      const origins = containers.map(({ container }) => isOfAzureRegistry(container.image));
      if (!origins.includes(true) || origins.includes(false) !== others) return [];
      return pullSecrets(workload, look);
    },
  };
}

const forAzureAlone = passwords(false);
const forSeveral = passwords(true);

export const checks = [
  defineCheck({
    id: 'AKS-SEC-009',
    title: 'Key Vault opened by workload identity',
    group: 'SEC',
    severity: 'medium',
    why: 'By the identity of the node every pod on it can open the vault, and for that it needs the metadata service that should be closed to pods.',
    needs: ['secretProviderClasses'],
    references: [aksDocs('csi-secrets-store-identity-access')],
    evaluate(look) {
      const plane = look.objects('secretProviderClasses');
      const classes = ofAzure(look);
      return judgeObjects(plane, {
        asked: classes.length,
        offences: classes.flatMap((one) => {
          const way = otherIdentity(one);
          return way ? [{ object: nameOfObject(one), ...way }] : [];
        }),
        failed: (names, number) =>
          `${number} of ${count(classes.length, 'SecretProviderClass', 'SecretProviderClasses')} ${number === 1 ? 'does' : 'do'} not open Key Vault by workload identity: ${names}.`,
        passed: 'Every SecretProviderClass opens Key Vault by workload identity.',
        nothing: notApplicable('No SecretProviderClass fetches from Key Vault.', plane.evidence),
      });
    },
    fix: manual(() => ({
      steps:
        'Make a user-assigned identity with a federated credential for the service account of the pods, give it the role Key Vault Secrets User on the vault, and name it: `parameters: { clientID: "…", usePodIdentity: "false", useVMManagedIdentity: "false", keyvaultName: …, tenantId: … }`. Workload identity has to be on (AKS-IAM-011).',
      commands: [],
    })),
  }),
  defineCheck({
    id: 'AKS-SEC-011',
    title: 'Vaults that pods use are hardened',
    group: 'SEC',
    severity: 'medium',
    why: 'A vault that is open to every network, or can be emptied for good, is no safer than the Secret that it replaced.',
    needs: ['secretProviderClasses'],
    references: [aksDocs('csi-secrets-store-identity-access')],
    evaluate(look) {
      const { evidence, seen } = look.objects('secretProviderClasses');
      const classes = ofAzure(look);
      if (classes.length === 0)
        return notApplicable('No SecretProviderClass fetches from Key Vault.', evidence);
      const named = classes.map((one) => ({
        object: nameOfObject(one),
        vault: String(one.spec?.parameters?.keyvaultName ?? '').trim(),
      }));
      const vaults = [...new Set(named.map(({ vault }) => vault).filter((vault) => vault !== ''))];
      return unknown(
        `Pods use ${vaults.length === 1 ? 'the vault' : 'the vaults'} ${someOf(vaults.length === 0 ? ['(not named)'] : vaults)}, of which Drawbridge does not read how they are set up: look whether access is by roles, the network is closed, and purge protection is on.`,
        evidence,
        ...named
          .slice(0, mostEvidence)
          .map(({ object, vault }) => seen(object, 'spec.parameters.keyvaultName', vault || null)),
      );
    },
    fix: manual(() => ({
      steps:
        'For each vault: access by roles, a firewall or a private endpoint, and purge protection.',
      commands: [],
    })),
  }),
  defineCheck({
    id: 'AKS-SEC-012',
    title: 'No passwords for registries that the nodes may pull from',
    group: 'SEC',
    severity: 'low',
    why: 'A password for the registry lies in the namespace, where whoever reads Secrets can take every image with it from anywhere, until somebody changes it.',
    needs: ['workloads'],
    uses: ['serviceAccounts', 'pods'],
    references: [aksDocs('cluster-container-registry-integration')],
    evaluate(look) {
      const finding = everyWorkload(look, {
        ...forAzureAlone,
        wrong: 'Passwords for Azure registries',
        right: 'No workload has a password for an Azure registry',
      });
      return withUnclear(finding, {
        plane: look.objects('workloads'),
        offences: offendersOf(forSeveral, look).flatMap(({ object, pieces }) =>
          pieces.map((piece) => ({ object, ...piece })),
        ),
        message: (names) =>
          `Images of Azure registries and of others stand side by side, and what a Secret holds is not read, so for which of them the password is cannot be said: ${names}.`,
      });
    },
    fix: workloadFix(
      forAzureAlone,
      'Let the kubelet’s identity pull (`az aks update --attach-acr REGISTRY`), then take `imagePullSecrets` out of the pod spec or the service account, delete the Secret, and turn off the registry’s admin user (AKS-IMG-008).',
    ),
  }),
];
