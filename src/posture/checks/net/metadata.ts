import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { managedByCode } from '../../managed-by-code.ts';
import { findEngine } from '../../network-policies/engine.ts';
import { type Endpoint, metadataService, wireServer } from '../../network-policies/exposure.ts';
import { closingsIn, policyPlanes } from '../../network-policies/of-cluster.ts';
import { NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import type { Fix } from '../../types.ts';
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

/** So many at once are as much as an approver reads; the report that follows offers the next. */
const mostNamespaces = 10;

/** A button where a policy can close it; the cluster's template says nothing of policies, so its code is not asked. */
function closeByPolicies(look: Look): Fix {
  const by = close(look, metadataService, 'the metadata service');
  const { engine } = findEngine(look);
  const isOurs = !managedByCode(look.ref, look.config.managedByCode);
  const namespaces =
    isOurs && engine !== undefined && engine !== 'none'
      ? closingsIn(look, { endpoints: metadataService, engine })
          .filter(({ kind }) => kind === 'closes')
          .map(({ namespace }) => namespace)
      : [];
  if (namespaces.length === 0) return { kind: 'manual', ...by };
  return {
    kind: 'action',
    action: 'metadata-network-policies',
    params: { operation: 'close', namespaces: namespaces.slice(0, mostNamespaces) },
    label: 'Close it by network policies…',
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
    fix: {
      kinds: ['action', 'manual'],
      action: 'metadata-network-policies',
      of: closeByPolicies,
    },
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
