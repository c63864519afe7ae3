import { chainOf, type Grant } from '../../access/access.ts';
import { isExpected } from '../../access/expected.ts';
import { holdersOf, holdersOfEverything, type Power, takeOverPowers } from '../../access/powers.ts';
import { ruleAsWritten } from '../../access/rules.ts';
import { identitiesOf, saySubject } from '../../access/subjects.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { kubescape } from '../../references.ts';
import { accessOf, isStrong, siteOf } from './_holdings.ts';
import { commandsFor } from './_powers.ts';
import { type Signed, sayWorkload, userWorkloads } from './_tokens.ts';

const id = 'AKS-RBAC-017';

interface Strong extends Signed {
  powers: (Power | 'everything')[];
  /** What gives the strongest of them. */
  grant: Grant;
}

/** Powers over the whole cluster or its system, by whom they are bound to; the strongest first. */
function powersByIdentity(
  look: Look,
): Map<string, { power: Power | 'everything'; grant: Grant }[]> {
  const access = accessOf(look);
  const site = siteOf(look, id);
  const held = [
    ...holdersOfEverything(access).map((grant) => ({ power: 'everything' as const, grant })),
    ...takeOverPowers.flatMap((power) =>
      holdersOf(access, power).map((grant) => ({ power, grant })),
    ),
  ].filter(
    ({ power, grant }) =>
      grant.names === undefined && isStrong(grant, site) && !isExpected(grant, power, site),
  );
  return Map.groupBy(held, ({ grant }) => saySubject(grant.subject));
}

/** Those with the most powers first. */
function strongWorkloads(look: Look): Strong[] {
  const byIdentity = powersByIdentity(look);
  return userWorkloads(look)
    .flatMap((one): Strong[] => {
      const held = [...identitiesOf(one.account)].flatMap((who) => byIdentity.get(who) ?? []);
      const first = held.find(({ power }) => power === 'everything') ?? held[0];
      if (!one.mounted || !first) return [];
      const powers = [...new Set(held.map(({ power }) => power))];
      return [{ ...one, powers, grant: first.grant }];
    })
    .toSorted((left, right) => weight(right) - weight(left));
}

function weight({ powers }: Strong): number {
  return powers.includes('everything') ? 100 : powers.length;
}

const most = 100;
const mostNamed = 3;

function say({ workload, account, powers, grant }: Strong): string {
  const can = powers.includes('everything') ? 'do everything' : powers[0];
  return `${sayWorkload(workload)} as ${account.namespace}/${account.name} can ${can} (${chainOf(grant)})`;
}

export const checks = [
  defineCheck({
    id,
    title: 'No workload can take over the cluster',
    group: 'RBAC',
    severity: 'high',
    why: 'One hole in such a container is enough: its token reads every secret, starts pods on any node, or makes itself administrator.',
    needs: ['roles', 'roleBindings', 'serviceAccounts', 'workloads'],
    uses: ['managedCluster'],
    references: [kubescape('C-0267'), kubescape('C-0272'), kubescape('C-0255')],
    evaluate(look) {
      const workloads = look.objects('workloads');
      const all = userWorkloads(look);
      if (all.length === 0)
        return notApplicable(
          'Nothing runs outside the namespaces of the system.',
          workloads.evidence,
        );
      const found = strongWorkloads(look);
      const [first, ...others] = found.slice(0, most).map(({ workload, grant, powers }) =>
        workloads.seen(sayWorkload(workload), chainOf(grant), {
          can: powers,
          ...ruleAsWritten(grant.placed.rule),
        }),
      );
      if (!first)
        return pass(
          'No token that a workload carries can take over the cluster.',
          workloads.evidence,
        );
      const more = found.length - mostNamed;
      return fail(
        `${found.length === 1 ? 'A workload' : `${found.length} workloads`} can take over the cluster: ${found.slice(0, mostNamed).map(say).join('; ')}${more > 0 ? `; and ${more} more` : ''}.`,
        first,
        ...others,
      );
    },
    fix: manual((look) => ({
      steps:
        'Limit the role of each service account to what its workload does, in its own namespace; where it needs no API at all, mount no token (`automountServiceAccountToken: false`). Operators that have to be this strong go into the configuration (posture.allowedSubjects), on nodes of their own.',
      commands: commandsFor(look, strongWorkloads(look)),
    })),
  }),
];
