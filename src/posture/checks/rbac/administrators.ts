import { sayBindingToRole } from '../../access/bindings.ts';
import { saySubject } from '../../access/subjects.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { cis, kubescape, mcsb, prowler, trivy } from '../../references.ts';
import { accessOf, administrators, type Holding, sayHoldings, siteOf } from './_holdings.ts';
import { answer, commandsFor } from './_powers.ts';

const admins = 'AKS-RBAC-001';

function unexpectedAdministrators(look: Look): Holding[] {
  return administrators(look, siteOf(look, admins)).found;
}

/** Bindings of system:masters besides the one that every cluster has, whatever role they give. */
function bindingsOfMasters(look: Look) {
  return accessOf(look).bindings.flatMap((binding) => {
    if (binding.name === 'cluster-admin' && binding.roleRef.name === 'cluster-admin') return [];
    return binding.subjects.flatMap((subject, index) =>
      subject?.kind === 'Group' && subject.name === 'system:masters'
        ? [{ grant: { subject, index, binding, namespace: binding.namespace } }]
        : [],
    );
  });
}

export const checks = [
  defineCheck({
    id: admins,
    title: 'Nobody is cluster administrator who is not meant to be',
    group: 'RBAC',
    severity: 'high',
    why: 'Whoever holds every right reads all secrets, runs anything on every node, and can hide it; each further administrator is one more login to steal.',
    needs: ['roles', 'roleBindings'],
    uses: ['managedCluster'],
    references: [
      cis('4.1.1'),
      mcsb('PA-7'),
      kubescape('C-0035'),
      kubescape('C-0185'),
      prowler('rbac_cluster_admin_usage'),
      trivy('KSV-0111'),
    ],
    evaluate(look) {
      const found = unexpectedAdministrators(look);
      return answer(look, admins, found, {
        failed: `${found.length === 1 ? 'One subject holds' : `${found.length} subjects hold`} every right: ${sayHoldings(found)}.`,
        passed: 'Only those that Kubernetes, AKS and the configuration name hold every right.',
      });
    },
    fix: manual((look) => ({
      steps:
        'Give each of them a narrower role (`edit` or `view` in its namespaces), then take it out of the binding. Those who have to be administrators go into the configuration (posture.allowedSubjects).',
      commands: commandsFor(look, unexpectedAdministrators(look)),
    })),
  }),
  defineCheck({
    id: 'AKS-RBAC-002',
    title: 'Nothing is bound to system:masters',
    group: 'RBAC',
    severity: 'critical',
    why: 'The API server lets members of system:masters do anything, whatever roles say: a certificate with that group works until it expires, and nobody can take it back.',
    needs: ['roles', 'roleBindings'],
    references: [kubescape('C-0246'), trivy('KSV-0123')],
    evaluate(look) {
      const { evidence, seen } = look.objects('roleBindings');
      const found = bindingsOfMasters(look);
      const [first, ...others] = found
        .slice(0, 100)
        .map(({ grant: { binding, index, subject } }) =>
          seen(sayBindingToRole(binding), `subjects[${index}]`, saySubject(subject)),
        );
      return first
        ? fail(
            `${found.length === 1 ? 'A binding names' : `${found.length} bindings name`} system:masters besides the one that every cluster has, so somebody signs in as a member.`,
            first,
            ...others,
          )
        : pass('Only the binding that every cluster has names system:masters.', evidence);
    },
    fix: manual((look) => ({
      steps:
        'Find out who signs in with that group, give them a group of Entra ID instead, then delete the binding. Rotating the cluster’s certificates ends those that were issued (az aks rotate-certs).',
      commands: commandsFor(look, bindingsOfMasters(look)),
    })),
  }),
];
