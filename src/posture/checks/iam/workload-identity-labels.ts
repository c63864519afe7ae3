import type { Workload } from '../../../kubernetes/objects.ts';
import { textOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import { specPath, userWorkloads } from '../pod/_containers.ts';

const annotation = 'azure.workload.identity/client-id';
const label = 'azure.workload.identity/use';

/** Workloads whose service account stands for an identity of Azure. */
function identified(look: Look): Workload[] {
  const accounts = new Set(
    look
      .objects('serviceAccounts')
      .items.filter(({ metadata }) => textOf(metadata.annotations?.[annotation]) !== '')
      .map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
  );
  return userWorkloads(look).filter(({ metadata, spec }) =>
    accounts.has(`${metadata.namespace}/${textOf(spec.serviceAccountName) || 'default'}`),
  );
}

function unlabelled(look: Look): Workload[] {
  return identified(look).filter(({ podLabels }) => podLabels[label] !== 'true');
}

function labelPath({ kind }: Workload): string {
  return `${specPath(kind).replace(/spec$/, 'metadata.labels')}[${label}]`;
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-015',
    title: 'Pods with an Azure identity ask for it',
    group: 'IAM',
    severity: 'medium',
    why: 'Without the label the pod gets no token of its own, starts all the same, and takes whatever identity the node’s metadata endpoint hands out.',
    needs: ['workloads', 'serviceAccounts'],
    references: [aksDocs('workload-identity-overview')],
    evaluate(look) {
      const { evidence, seen } = look.objects('workloads');
      const accounts = look.objects('serviceAccounts').evidence;
      const all = identified(look);
      if (all.length === 0)
        return notApplicable(
          'No workload outside system namespaces has a service account with an identity of Azure.',
          evidence,
          accounts,
        );
      const open = unlabelled(look);
      return open.length === 0
        ? pass(
            `All of ${counted(all.length, 'workload')} with an identity of Azure ask for it.`,
            evidence,
            accounts,
          )
        : fail(
            `An identity of Azure is there and not asked for in ${open.length} of ${counted(all.length, 'workload')}: ${someOf(open.map(nameOfObject))}.`,
            accounts,
            ...open
              .slice(0, mostEvidence)
              .map((one) => seen(nameOfObject(one), labelPath(one), one.podLabels[label] ?? null)),
          );
    },
    fix: manual((look) => ({
      steps: `Set the label \`${label}: "true"\` in the metadata of the pod template. The pods are replaced by that.`,
      commands: unlabelled(look)
        .filter(({ kind, place }) => place === undefined && specPath(kind) === 'spec.template.spec')
        .filter(({ kind }) => kind !== 'Job' && kind !== 'ReplicaSet')
        .slice(0, 3)
        .map(({ kind, metadata: { name, namespace = '' } }) => {
          const patch = { spec: { template: { metadata: { labels: { [label]: 'true' } } } } };
          return kubectl(
            look,
            `patch ${kind.toLowerCase()} ${shellWord(name)}`,
            inNamespace(namespace),
            `--patch ${shellWord(JSON.stringify(patch))}`,
          );
        }),
    })),
  }),
];
