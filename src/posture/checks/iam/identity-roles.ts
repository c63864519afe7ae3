import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, notApplicable, pass, unknown } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs, cis, kubescape } from '../../references.ts';
import {
  kubeletId,
  principalIds,
  reachesBeyondNodes,
  roleOf,
  sayAssignment,
} from './_principals.ts';

const powerful = [
  'Owner',
  'Contributor',
  'User Access Administrator',
  'Role Based Access Control Administrator',
];

const pulling = ['AcrPull', 'Container Registry Repository Reader'];
const writing = [
  'AcrPush',
  'Container Registry Repository Writer',
  'Container Registry Repository Contributor',
];

function judgePower(look: Look) {
  return (assignment: Node) => ({
    ok: !(powerful.includes(roleOf(assignment)) && reachesBeyondNodes(assignment, look)),
    evidence: [assignment.text('roleDefinitionId').evidence, assignment.text('scope').evidence],
  });
}

function judgePull(assignment: Node) {
  const scope = assignment.word('scope');
  const isRegistry = scope.value?.includes('/providers/microsoft.containerregistry/registries/');
  const role = roleOf(assignment);
  return {
    ok: isRegistry ? pulling.includes(role) : !writing.includes(role),
    evidence: [assignment.text('roleDefinitionId').evidence, scope.evidence],
  };
}

function kubeletRoles({ cluster, list }: Look): Node[] {
  const kubelet = cluster.word(kubeletId).value;
  return list('identityRoles').items.filter(
    (assignment) => assignment.word('principalId').value === kubelet,
  );
}

function deletions(assignments: readonly Node[]): string[] {
  return assignments.map(
    (assignment) =>
      `az role assignment delete --ids ${shellWord(assignment.text('id').value ?? '')}`,
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-016',
    title: 'The cluster’s own identities hold few rights',
    group: 'IAM',
    severity: 'high',
    why: 'Every pod that reaches the node’s metadata service can act as the kubelet: with Contributor on a subscription, one pod owns all of it.',
    needs: ['managedCluster', 'identityRoles'],
    references: [kubescape('C-0250'), aksDocs('use-managed-identity')],
    evaluate(look) {
      const { items, evidence } = look.list('identityRoles');
      const identity = look.cluster.word('identity.type');
      if (principalIds(look).length === 0)
        return unknown(
          'The cluster has no managed identity (AKS-IAM-008); which rights its service principal holds is not looked at.',
          identity.evidence,
        );
      return forAll({
        objects: items,
        ask: judgePower(look),
        nothing: pass(
          'No role of the cluster’s identities can be seen.',
          evidence,
          identity.evidence,
        ),
        failed: () => `Too much: ${listed(failing(items, judgePower(look)).map(sayAssignment))}.`,
        passed:
          'No identity of the cluster is owner, contributor or access administrator beyond the resource group of the nodes, as far as Drawbridge may see.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Find out what the identity needs there, give it that alone (Network Contributor on a subnet, AcrPull on a registry), then take the large role away.',
      commands: deletions(failing(look.list('identityRoles').items, judgePower(look))),
    })),
  }),
  defineCheck({
    id: 'AKS-IAM-017',
    title: 'Nodes may only pull from registries',
    group: 'IAM',
    severity: 'medium',
    why: 'A kubelet that may push lets whoever takes one node replace an image, and with it every cluster that runs that image.',
    needs: ['managedCluster', 'identityRoles'],
    references: [
      cis('5.1.3'),
      kubescape('C-0250'),
      aksDocs('cluster-container-registry-integration'),
    ],
    evaluate(look) {
      const kubelet = look.cluster.word(kubeletId);
      const { evidence } = look.list('identityRoles');
      if (!kubelet.value)
        return unknown(
          'The kubelet has no managed identity (AKS-IAM-008); what its service principal may do is not looked at.',
          kubelet.evidence,
        );
      const items = kubeletRoles(look);
      return forAll({
        objects: items,
        ask: judgePull,
        nothing: notApplicable(
          'The kubelet holds no role that can be seen.',
          kubelet.evidence,
          evidence,
        ),
        failed: () => `More than pulling: ${listed(failing(items, judgePull).map(sayAssignment))}.`,
        passed: 'The kubelet may only pull from registries, as far as Drawbridge may see.',
      });
    },
    fix: manual((look) => ({
      steps: 'Give the kubelet AcrPull on the registry first, then take the other role away.',
      commands: deletions(failing(kubeletRoles(look), judgePull)),
    })),
  }),
];
