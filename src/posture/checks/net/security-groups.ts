import { forAll, listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { subnetsOf } from '../../network.ts';
import type { Node } from '../../read.ts';
import { aksDocs } from '../../references.ts';
import { openRules } from './_rules.ts';

/** The groups that guard the nodes: of their subnets, and AKS's own where it could be read or is the only one. */
function guards(look: Look): Node[] {
  const subnets = subnetsOf(look).map(({ subnet }) =>
    subnet.text('properties.networkSecurityGroup.id'),
  );
  const ofSubnets = new Map(
    subnets.flatMap(({ value: id }) => {
      const group = id && look.resource('subnetSecurityGroups', id);
      return id && group ? [[id.toLowerCase(), group] as const] : [];
    }),
  );
  const needsMore = subnets.some(({ value }) => value === undefined);
  const ofNodes =
    needsMore || look.wasRead('nodeSecurityGroups') ? look.list('nodeSecurityGroups').items : [];
  const others = ofNodes.filter((group) => !ofSubnets.has(group.word('id').value ?? ''));
  return [...ofSubnets.values(), ...others];
}

function isClosed(group: Node) {
  return {
    ok: openRules(group).length === 0,
    evidence: [group.children('properties.securityRules').evidence],
  };
}

/**
 * Rules that the cloud controller writes for services, by both of its naming schemes.
 * https://cloud-provider-azure.sigs.k8s.io/topics/loadbalancer/
 */
const madeByService = /^(k8s-azure-lb_|a[0-9a-f]{31}-)/i;

function handMade(group: Node): Node[] {
  const rules = group.children('properties.securityRules').value ?? [];
  return rules.filter((rule) => !madeByService.test(rule.text('name').value ?? ''));
}

function managedGroups(look: Look): Node[] {
  return look
    .list('nodeSecurityGroups')
    .items.filter(({ object }) => /^aks-agentpool-.*-nsg$/i.test(object));
}

function deleteRules(groups: readonly Node[], which: (group: Node) => string[]): string[] {
  return groups.flatMap((group) => {
    const id = group.text('id').value;
    return which(group).flatMap((name) =>
      id ? [`az network nsg rule delete --ids ${shellWord(`${id}/securityRules/${name}`)}`] : [],
    );
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-NET-016',
    title: 'Logins to nodes closed to the Internet',
    group: 'NET',
    severity: 'high',
    why: 'SSH or remote desktop that is open to the Internet is tried within minutes. Who logs in to a node has every pod on it, and the node’s identity.',
    needs: ['managedCluster'],
    uses: ['virtualNetworks', 'subnetSecurityGroups', 'nodeSecurityGroups'],
    references: [aksDocs('concepts-security')],
    evaluate(look) {
      return forAll({
        objects: guards(look),
        ask: isClosed,
        nothing: fail(
          'No security group guards the nodes.',
          look.evidenceOf('nodeSecurityGroups', []),
        ),
        failed: (names) =>
          `Port 22, port 3389 or every port is open to the Internet in ${listed(names)}.`,
        passed: 'No security group opens logins to the Internet.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Find out who needs each rule and give them Bastion, or `kubectl debug node`, instead; then delete it. A rule that was made for a service goes once the service has `loadBalancerSourceRanges`.',
      commands: deleteRules(guards(look), (group) =>
        openRules(group).filter((name) => !madeByService.test(name)),
      ),
    })),
  }),
  defineCheck({
    id: 'AKS-NET-017',
    title: 'Security group of AKS without rules by hand',
    group: 'NET',
    severity: 'low',
    why: 'AKS rewrites this group as services come and go. A rule by hand opens what nobody reviews, or disappears on the day it is needed.',
    needs: ['nodeSecurityGroups'],
    references: [
      {
        system: 'PSRule for Azure',
        id: 'Azure.NSG.AKSRules',
        url: 'https://azure.github.io/PSRule.Rules.Azure/en/rules/Azure.NSG.AKSRules/',
      },
      aksDocs('concepts-security'),
    ],
    evaluate(look) {
      const { evidence } = look.list('nodeSecurityGroups');
      return forAll({
        objects: managedGroups(look),
        ask: (group) => ({
          ok: handMade(group).length === 0,
          evidence: [group.children('properties.securityRules').evidence],
        }),
        nothing: notApplicable('AKS manages no security group here.', evidence),
        failed: () =>
          `Rules by hand: ${listed(
            managedGroups(look)
              .flatMap(handMade)
              .map((rule) => rule.text('name').value ?? 'one without a name'),
          )}.`,
        passed: 'Every rule was made for a service.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Put what the rule is for into a security group of the subnet, or into the service that it is for (`loadBalancerSourceRanges`), then delete it.',
      commands: deleteRules(managedGroups(look), (group) =>
        handMade(group).flatMap((rule) => rule.text('name').value ?? []),
      ),
    })),
  }),
];
