import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs, kubescape } from '../../references.ts';
import { roleOf } from './_principals.ts';

/**
 * Whoever holds one of these is an administrator of the cluster, directly or by fetching its admin credential.
 * https://learn.microsoft.com/azure/role-based-access-control/built-in-roles/containers
 */
const administrators = [
  'Owner',
  'Contributor',
  'Azure Kubernetes Service RBAC Cluster Admin',
  'Azure Kubernetes Service Cluster Admin Role',
];

function administering({ list }: Look): Node[] {
  return list('roleAssignments').items.filter((one) => administrators.includes(roleOf(one)));
}

export const checks = [
  defineCheck({
    id: 'AKS-IAM-018',
    title: 'Few administrators at all times',
    group: 'IAM',
    severity: 'high',
    why: 'Every standing administrator is a login that can be phished at any hour; a group counts as one and may hold hundreds.',
    needs: ['roleAssignments'],
    references: [kubescape('C-0251'), aksDocs('concepts-identity')],
    evaluate(look) {
      const { items, evidence } = look.list('roleAssignments');
      // Somebody lets us read, so an empty list is not the truth.
      if (items.length === 0) return unknown('No role assignment at all can be seen.', evidence);
      const found = administering(look);
      const principals = new Set(found.map((one) => one.word('principalId').value ?? one.object));
      const seen = found
        .slice(0, 20)
        .flatMap((one) => [
          one.text('principalId').evidence,
          one.text('roleDefinitionId').evidence,
          one.text('scope').evidence,
        ]);
      const { maxStandingAdmins } = look.config;
      const count = `${principals.size} ${principals.size === 1 ? 'principal' : 'principals'}`;
      return principals.size <= maxStandingAdmins
        ? pass(
            `${count} administer the cluster at the plane of Azure. (The members of groups are not counted.)`,
            evidence,
            ...seen,
          )
        : fail(
            `${count} administer the cluster at all times, more than ${maxStandingAdmins}. (A role that Privileged Identity Management has activated counts while it lasts.)`,
            evidence,
            ...seen,
          );
    },
    fix: {
      kind: 'manual',
      steps:
        'Make people eligible through Privileged Identity Management instead of assigned, put them into one group, and let pipelines have narrower roles.',
      commands: [],
    },
  }),
];
