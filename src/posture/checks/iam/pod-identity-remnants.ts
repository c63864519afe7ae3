import { daemonsCalled } from '../../daemons.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { aksDocs } from '../../references.ts';
import type { Evidence } from '../../types.ts';

const group = 'aadpodidentity.k8s.io';

interface Remnant {
  object: string;
  evidence: Evidence;
}

function definitions(look: Look): Remnant[] {
  if (!look.wasRead('customResourceDefinitions')) return [];
  const { items, seen } = look.objects('customResourceDefinitions');
  return items
    .filter(({ spec }) => spec?.group === group)
    .map((one) => {
      const object = nameOfObject(one);
      return { object, evidence: seen(object, 'spec.group', group) };
    });
}

/** The Node Managed Identity server, which answers for the metadata endpoint. */
function daemons(look: Look): Remnant[] {
  const { seen } = look.objects('workloads');
  return daemonsCalled(look, ['nmi']).map((one) => {
    const object = nameOfObject(one);
    const image = one.spec.containers[0]?.image ?? null;
    return { object, evidence: seen(object, 'spec.template.spec.containers[].image', image) };
  });
}

function labelled(look: Look): Remnant[] {
  const { items, seen } = look.objects('workloads');
  return items
    .filter(({ podLabels }) => podLabels.aadpodidbinding !== undefined)
    .map((one) => {
      const object = nameOfObject(one);
      const path = 'spec.template.metadata.labels.aadpodidbinding';
      return { object, evidence: seen(object, path, one.podLabels.aadpodidbinding) };
    });
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-014',
    title: 'Nothing is left of pod-managed identity',
    group: 'IAM',
    severity: 'medium',
    why: 'What is left of it still hands out Azure identities to whoever asks from the right pod, gets no patches, and any pod with NET_RAW can pose as another.',
    needs: ['workloads'],
    uses: ['customResourceDefinitions'],
    references: [aksDocs('workload-identity-migrate-from-pod-identity')],
    evaluate(look) {
      const found = [...daemons(look), ...labelled(look), ...definitions(look)];
      const { evidence } = look.objects('workloads');
      if (found.length > 0)
        return fail(
          `Left of pod-managed identity: ${someOf(found.map(({ object }) => object))}.`,
          evidence,
          ...found.slice(0, mostEvidence).map((one) => one.evidence),
        );
      return pass(
        'Nothing is left of pod-managed identity.',
        evidence,
        look.objects('customResourceDefinitions').evidence,
      );
    },
    fix: manual((look) => ({
      steps:
        'Move the pods with the label `aadpodidbinding` to workload identity first: they lose their identity with the rest. Then delete the DaemonSet, and the definitions with whatever was made of them.',
      commands: [
        ...daemonsCalled(look, ['nmi']).map(({ metadata: { name, namespace = '' } }) =>
          kubectl(look, `delete daemonset ${shellWord(name)}`, inNamespace(namespace)),
        ),
        ...(look.wasRead('customResourceDefinitions')
          ? look
              .objects('customResourceDefinitions')
              .items.filter(({ spec }) => spec?.group === group)
              .map(({ metadata }) =>
                kubectl(look, `delete customresourcedefinition ${shellWord(metadata.name)}`),
              )
          : []),
      ].slice(0, 5),
    })),
  }),
];
