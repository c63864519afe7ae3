import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { findEngine } from '../../network-policies/engine.ts';
import { type Endpoint, metadataService, wireServer } from '../../network-policies/exposure.ts';
import { policyPlanes } from '../../network-policies/of-cluster.ts';
import { NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { restriction } from './_metadata.ts';
import { closingCommands, judgeReach } from './_reach.ts';

function judge(look: Look, endpoints: readonly Endpoint[], called: string): Finding {
  const { engine, says, evidence } = findEngine(look);
  if (engine === 'none')
    return fail(
      `Pods reach ${called}: nothing enforces network policies (AKS-NET-001).`,
      ...evidence,
    );
  if (engine === undefined) return unknown(says, ...evidence);
  return judgeReach(look, { endpoints, engine, called });
}

function close(look: Look, endpoints: readonly Endpoint[], called: string) {
  const { engine } = findEngine(look);
  if (engine === undefined || engine === 'none')
    return {
      steps: `Choose an engine first (AKS-NET-001). Then, one namespace at a time, add a policy for egress that allows every address but that of ${called}: other policies that allow it would undo it.`,
      commands: [],
    };
  return {
    steps:
      engine === 'cilium'
        ? `Deny ${called}, one namespace at a time; what is denied, no other policy allows. Give workloads that need a token a workload identity first. \`enableDefaultDeny\` needs Cilium 1.16.`
        : `Allow every address but that of ${called}, one namespace at a time, so that nothing else changes. Policies are added up: narrow those that the finding names as well. Give workloads that need a token a workload identity first.`,
    commands: closingCommands(look, { endpoints, engine }),
  };
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-002',
    title: 'Pods kept from the metadata service by network policies',
    group: 'NET',
    severity: 'high',
    why: 'The metadata service hands a token of the node’s identity to any pod that asks. With it an attacker pulls every image, and does in Azure what the nodes may do.',
    needs: ['managedCluster'],
    uses: ['workloads', 'pods', ...policyPlanes],
    references: [aksDocs('use-network-policies')],
    evaluate(look) {
      const access = restriction(look);
      if (access.value === 'none')
        return pass(
          'Azure itself keeps pods from the metadata service (AKS-NET-003).',
          access.evidence,
        );
      try {
        return judge(look, metadataService, 'the metadata service');
      } catch (error) {
        if (!(error instanceof NotKnown)) throw error;
        return unknown(
          `Which pods the network policies keep from the metadata service is seen only in the cluster’s objects. ${error.message}`,
          error.evidence,
          access.evidence,
        );
      }
    },
    fix: manual((look) => close(look, metadataService, 'the metadata service')),
  }),
  defineCheck({
    id: 'AKS-NET-004',
    title: 'Pods kept from WireServer by network policies',
    group: 'NET',
    severity: 'medium',
    why: 'WireServer gives a node its certificates and settings. AKS drops such packets of pods on the node itself; where that rule is lost, nothing but a policy keeps an attacker from them.',
    needs: ['managedCluster', 'pods', ...policyPlanes],
    uses: ['workloads'],
    references: [
      {
        system: 'Microsoft Learn',
        id: 'what-is-ip-address-168-63-129-16',
        url: 'https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16',
      },
    ],
    evaluate: (look) => judge(look, wireServer, 'WireServer'),
    fix: manual((look) => close(look, wireServer, 'WireServer')),
  }),
];
