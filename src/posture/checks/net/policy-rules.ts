import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { specsOf } from '../../network-policies/cilium.ts';
import { wideCiliumRules, wideRules } from '../../network-policies/default-deny.ts';
import { policiesOf, policyPlanes } from '../../network-policies/of-cluster.ts';
import { danglingOf, selectionOf } from '../../network-policies/selection.ts';
import { count, judgeObjects, nameOfObject, type Offence, withUnclear } from '../../offenders.ts';
import { checkov, kubescape, trivy } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import { isUserNamespace } from '../../system-namespaces.ts';

const mostCommands = 3;

function userPolicies(look: Look): KubernetesObject[] {
  const both = [
    ...soundObjects(look, 'networkPolicies').items,
    ...soundObjects(look, 'ciliumPolicies').items,
  ];
  return both.filter(({ metadata }) => isUserNamespace(look, metadata.namespace));
}

/** Of both directions, each with the place of the rule. */
function wideOf(policy: KubernetesObject): Offence[] {
  const object = nameOfObject(policy);
  if (policy.kind === 'NetworkPolicy')
    return (['Ingress', 'Egress'] as const).flatMap((direction) =>
      wideRules(policy, direction, { exceptions: false }).map((rule) => {
        const [list = '', index] = rule.split(/[[\]]/);
        return { object, path: `spec.${rule}`, value: policy.spec[list][Number(index)] };
      }),
    );
  return specsOf(policy).flatMap(({ spec, at }) =>
    (['Ingress', 'Egress'] as const).flatMap((direction) =>
      wideCiliumRules(spec, direction, { exceptions: false }).map((rule) => {
        const [list = '', index] = rule.split(/[[\]]/);
        const value = spec[list as 'ingress' | 'egress']?.[Number(index)];
        return { object, path: `${at || 'spec.'}${rule}`, value };
      }),
    ),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-007',
    title: 'Every pod has a network policy',
    group: 'NET',
    severity: 'medium',
    why: 'A pod that no policy selects is open to the whole cluster, and the whole world is open to it.',
    needs: ['pods', ...policyPlanes],
    references: [kubescape('C-0260'), checkov('CKV2_K8S_6'), trivy('KSV-0038')],
    evaluate(look) {
      const plane = look.objects('pods');
      const found = selectionOf({
        pods: plane.items.filter(({ namespace }) => isUserNamespace(look, namespace)),
        policies: policiesOf(look, 'other'),
      });
      const offences = (wanted: 'no' | 'unclear'): Offence[] =>
        found
          .filter(({ selected }) => selected === wanted)
          .map(({ object, pods, because }) => ({
            object,
            path: 'metadata.labels',
            value: because ?? `${count(pods, 'pod')}, no policy selects them`,
          }));
      const pods = found.reduce((sum, one) => sum + (one.selected === 'no' ? one.pods : 0), 0);
      const finding = judgeObjects(plane, {
        asked: found.length,
        offences: offences('no'),
        failed: (names) =>
          `No network policy selects ${count(pods, 'pod')} outside system namespaces: ${names}.`,
        passed: 'A network policy selects every pod outside system namespaces.',
        nothing: notApplicable(
          'No pods run in a network of their own outside system namespaces.',
          plane.evidence,
        ),
      });
      return withUnclear(finding, {
        offences: offences('unclear'),
        message: (names) => `Whether a policy selects ${names} cannot be told.`,
        plane,
      });
    },
    fix: manual(() => ({
      steps:
        'Deny by default in their namespaces (AKS-NET-005, AKS-NET-006), which selects every pod, and add policies for what they need.',
      commands: [],
    })),
  }),
  defineCheck({
    id: 'AKS-NET-008',
    title: 'No network policy that lets everything through',
    group: 'NET',
    severity: 'medium',
    why: 'Policies are added up: one rule without peers and ports undoes every other policy of the pods that it selects, and looks like protection.',
    needs: ['networkPolicies', 'ciliumPolicies'],
    references: [trivy('KSV-0038')],
    evaluate(look) {
      const plane = soundObjects(look, 'networkPolicies');
      const policies = userPolicies(look);
      return judgeObjects(plane, {
        asked: policies.length,
        offences: policies.flatMap(wideOf),
        failed: (names, number) =>
          `${number === 1 ? 'A policy lets' : `${number} policies let`} everything through: ${names}.`,
        passed: 'Every rule names who, or at which port.',
        nothing: pass('There are no policies that could let everything through.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Replace each such rule by the peers and ports that the pods really use; look at their traffic first.',
      commands: userPolicies(look)
        .filter((policy) => wideOf(policy).length > 0)
        .slice(0, mostCommands)
        .map((policy) => command(look, 'edit', policy)),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-009',
    title: 'Every network policy selects pods',
    group: 'NET',
    severity: 'low',
    why: 'A policy that selects nothing protects nothing: a label was renamed or misspelt, and the pods that it was meant for are open.',
    needs: ['pods', 'workloads', 'namespaces', 'networkPolicies', 'ciliumPolicies'],
    references: [kubescape('C-0299')],
    evaluate(look) {
      const plane = soundObjects(look, 'networkPolicies');
      const policies = userPolicies(look);
      return judgeObjects(plane, {
        asked: policies.length,
        offences: dangling(look).map((policy) => ({
          object: nameOfObject(policy),
          path: policy.kind === 'NetworkPolicy' ? 'spec.podSelector' : 'spec.endpointSelector',
          value: policy.spec?.podSelector ?? policy.spec?.endpointSelector ?? null,
        })),
        failed: (names, number) =>
          `${number === 1 ? 'A policy selects' : `${number} policies select`} no pod: ${names}.`,
        passed: 'Every policy selects pods.',
        nothing: notApplicable(
          'There are no network policies outside system namespaces.',
          plane.evidence,
        ),
      });
    },
    fix: manual((look) => ({
      steps:
        'Compare the selector with the labels of the pods that it was meant for and correct it, or delete the policy.',
      commands: dangling(look)
        .slice(0, mostCommands)
        .map((policy) => command(look, 'edit', policy)),
    })),
  }),
];

function command(look: Look, verb: string, { kind, metadata }: KubernetesObject): string {
  return kubectl(
    look,
    verb,
    kind.toLowerCase(),
    shellWord(metadata.name),
    inNamespace(metadata.namespace ?? ''),
  );
}

/** A policy for a whole namespace waits for its pods. */
function dangling(look: Look): KubernetesObject[] {
  return danglingOf(userPolicies(look), {
    pods: look.objects('pods').items,
    workloads: look.objects('workloads').items,
    namespaceLabels: new Map(
      look
        .objects('namespaces')
        .items.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]),
    ),
  });
}
