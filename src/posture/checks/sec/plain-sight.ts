import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { nameOfObject, someOf } from '../../offenders.ts';
import { checkov, kubescape, prowler, trivy } from '../../references.ts';
import { isSystemNamespace } from '../pod/_containers.ts';
import { workloadFix } from '../pod/_fix.ts';
import { eachContainer, everyWorkload, evidenceFor, type Question } from '../pod/_question.ts';

const fromSecrets: Question = {
  os: 'any',
  ask: eachContainer(({ container, path }) => [
    ...(container.env ?? []).flatMap(({ name, valueFrom }) =>
      valueFrom?.secretKeyRef
        ? [{ path: `${path}.env[${name}].valueFrom.secretKeyRef`, value: valueFrom.secretKeyRef }]
        : [],
    ),
    ...((container.envFrom ?? []) as { secretRef?: unknown }[]).flatMap(({ secretRef }, index) =>
      secretRef ? [{ path: `${path}.envFrom[${index}].secretRef`, value: secretRef }] : [],
    ),
  ]),
};

const literal: Question = {
  os: 'any',
  ask: eachContainer(({ container, path }) =>
    (container.plainSecrets ?? []).map(({ name, looksLike }) => ({
      path: /^(?:command|args)\[\d+\]$/.test(name)
        ? `${path}.${name}`
        : `${path}.env[${name}].value`,
      value: `(${looksLike}; its value is not shown)`,
    })),
  ),
};

/** ConfigMaps with something in plain sight. */
function telling(look: Look) {
  const { items } = look.objects('configMaps');
  return items
    .filter(({ metadata }) => !isSystemNamespace(metadata.namespace, look))
    .filter(({ plainSecrets }) => plainSecrets.length > 0)
    .map(({ metadata, plainSecrets, place }) => ({
      metadata,
      place,
      object: nameOfObject({ kind: 'ConfigMap', metadata }),
      pieces: plainSecrets.map(({ name, looksLike }) => ({
        path: `data[${name}]`,
        value: `(${looksLike}; its value is not shown)`,
      })),
    }));
}

export const checks = [
  defineCheck({
    id: 'AKS-SEC-005',
    title: 'Secrets in files, not in the environment',
    group: 'SEC',
    severity: 'medium',
    why: 'The environment is written into crash reports and debug pages, inherited by every child process, and keeps its value when the secret is changed.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [kubescape('C-0207'), checkov('CKV_K8S_35'), prowler('core_no_secrets_envs')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...fromSecrets,
        wrong: 'Secrets in the environment',
        right: 'No secret is put into the environment',
      }),
    fix: workloadFix(
      fromSecrets,
      'Mount the secret as a file, `volumes: [{ name: db, secret: { secretName: db } }]` with `volumeMounts: [{ name: db, mountPath: /run/secrets/db, readOnly: true }]`, or by a SecretProviderClass from Key Vault, and let the program read the file.',
    ),
  }),
  defineCheck({
    id: 'AKS-SEC-006',
    title: 'No credentials in pod specs',
    group: 'SEC',
    severity: 'high',
    why: 'Whoever may read the workload, its repository or a backup has the credential: viewers of the namespace, and everybody who ever cloned the code.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [kubescape('C-0012')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...literal,
        wrong: 'What looks like a credential, written into the pod spec,',
        right: 'Nothing that looks like a credential is written into a pod spec',
        after: () =>
          'Values are neither shown nor kept. A false alarm can be waived for the workload alone.',
      }),
    fix: workloadFix(
      literal,
      'Take the value as known to others: replace it where it is used. Put the new one into Key Vault, mount it with a SecretProviderClass, or do without it by workload identity; take the old one out of the repository’s history.',
    ),
  }),
  defineCheck({
    id: 'AKS-SEC-007',
    title: 'No credentials in ConfigMaps',
    group: 'SEC',
    severity: 'high',
    why: 'ConfigMaps are read by everybody who may view the namespace, and are not among what encryption of secrets protects.',
    needs: ['configMaps'],
    references: [trivy('KSV-0109'), trivy('KSV-01010'), kubescape('C-0012')],
    evaluate(look) {
      const { items, evidence, seen } = look.objects('configMaps');
      const those = items.filter(({ metadata }) => !isSystemNamespace(metadata.namespace, look));
      if (those.length === 0)
        return notApplicable('There are no ConfigMaps outside system namespaces.', evidence);
      const found = telling(look);
      if (found.length === 0)
        return pass(
          `Nothing that looks like a credential stands in ${those.length === 1 ? 'the one ConfigMap' : `the ${those.length} ConfigMaps`} outside system namespaces.`,
          evidence,
        );
      return fail(
        `What looks like a credential stands in ${found.length} of ${those.length} ConfigMaps outside system namespaces: ${someOf(found.map(({ object }) => object))}. Values are neither shown nor kept.`,
        evidence,
        ...evidenceFor(found, ({ object }, { path, value }) => seen(object, path, value)),
      );
    },
    fix: manual((look) => ({
      steps:
        'Take the value as known to others: replace it where it is used. Put the new one into Key Vault and mount it with a SecretProviderClass, or at least into a Secret, and delete the key from the ConfigMap.',
      commands: telling(look)
        .filter(({ place }) => place === undefined)
        .slice(0, 3)
        .map(({ metadata: { name, namespace = '' } }) =>
          kubectl(look, `edit configmap ${shellWord(name)}`, inNamespace(namespace)),
        ),
    })),
  }),
];
