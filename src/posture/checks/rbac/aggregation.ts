import { type PlacedRule, rulesOf } from '../../access/aggregate.ts';
import { sayRole } from '../../access/bindings.ts';
import { grants, ruleAsWritten } from '../../access/rules.ts';
import { listed } from '../../combine.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual, shellWord } from '../../fixes.ts';
import { kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';

const writes = ['create', 'update', 'patch'];
const endpoints = [
  { group: '', resource: 'endpoints' },
  { group: 'discovery.k8s.io', resource: 'endpointslices' },
];

function isWrite({ rule }: PlacedRule): boolean {
  return endpoints.some((one) => writes.some((verb) => grants(rule, { ...one, verb })));
}

/** The roles for people that write; what they take in from others is theirs. */
function rolesForPeople({ objects }: Look) {
  const roles = objects('roles').items.filter(({ kind }) => kind === 'ClusterRole');
  return {
    roles,
    forPeople: roles.filter(({ metadata }) =>
      ['edit', 'admin', 'system:aggregate-to-edit'].includes(metadata.name),
    ),
  };
}

/** Once each, whichever of the roles takes it in. */
function writing(look: Look): PlacedRule[] {
  const { roles, forPeople } = rolesForPeople(look);
  const found = forPeople.flatMap((role) => rulesOf(role, roles)).filter(isWrite);
  const isTaken = (one: PlacedRule) => !['edit', 'admin'].includes(one.role.metadata.name);
  // `edit` holds a copy of what it takes in.
  const taken = found.filter(isTaken);
  const named = taken.length > 0 ? taken : found;
  return [...new Map(named.map((one) => [`${sayRole(one.role)} ${one.at}`, one])).values()];
}

export const checks = [
  defineCheck({
    id: 'AKS-RBAC-018',
    title: 'The roles edit and admin write no endpoints',
    group: 'RBAC',
    severity: 'low',
    why: 'Who writes endpoints points a service at any address, also in another namespace: traffic and passwords go where network policies forbid (CVE-2021-25740).',
    needs: ['roles'],
    references: [
      {
        system: 'Kubernetes',
        id: 'CVE-2021-25740',
        url: 'https://github.com/kubernetes/kubernetes/issues/103675',
      },
    ],
    evaluate(look) {
      const roles = look.objects('roles');
      if (rolesForPeople(look).forPeople.length === 0)
        return notApplicable('The built-in roles edit and admin are not here.', roles.evidence);
      const found = writing(look);
      const [first, ...others] = found
        .slice(0, 100)
        .map(({ role, at, rule }) => roles.seen(sayRole(role), at, ruleAsWritten(rule)));
      return first
        ? fail(
            `Whoever may edit a namespace may write endpoints there, by ${listed([...new Set(found.map(({ role }) => sayRole(role)))])}.`,
            first,
            ...others,
          )
        : pass('The roles edit and admin write no endpoints.', roles.evidence);
    },
    fix: manual((look) => ({
      steps:
        'Take `endpoints` and `endpointslices` out of the rule. Clusters that are older than Kubernetes 1.22 kept it; mark a built-in role so that the API server does not put it back (`rbac.authorization.kubernetes.io/autoupdate=false`).',
      commands: [...new Set(writing(look).map(({ role }) => role.metadata.name))]
        .slice(0, 5)
        .flatMap((name) => [
          ...(name.startsWith('system:')
            ? [
                kubectl(
                  look,
                  'annotate --overwrite clusterrole',
                  shellWord(name),
                  'rbac.authorization.kubernetes.io/autoupdate=false',
                ),
              ]
            : []),
          kubectl(look, 'edit clusterrole', shellWord(name)),
        ]),
    })),
  }),
];
