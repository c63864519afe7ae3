import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { dictsOf } from '../../../kubernetes/reduce/shapes.ts';
import { counted } from '../../counted.ts';
import { defineCheck, fail, pass } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { mostEvidence, nameOfObject, someOf } from '../../offenders.ts';
import { kubescape } from '../../references.ts';

const flag = 'properties.enablePodSecurityPolicy';

function words(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Rules that name the policies themselves: a `*` is of another kind, and AKS-RBAC checks ask for it. */
function rolesOfPolicies(look: Look): KubernetesObject[] {
  if (!look.wasRead('roles')) return [];
  return look
    .objects('roles')
    .items.filter(({ rules }) =>
      dictsOf(rules).some(({ resources }) => words(resources).includes('podsecuritypolicies')),
    );
}

export const checks = [
  defineCheck({
    id: 'AKS-PSA-004',
    title: 'Nothing is left of pod security policies',
    group: 'PSA',
    severity: 'low',
    why: 'Kubernetes 1.25 took them away: what is left of them looks like protection, and nothing stands behind it.',
    needs: ['managedCluster'],
    uses: ['roles'],
    references: [kubescape('C-0068')],
    evaluate(look) {
      const setting = look.cluster.flag(flag);
      const roles = rolesOfPolicies(look);
      if (setting.value !== true && roles.length === 0)
        return pass(
          'Neither the cluster nor a role names pod security policies.',
          setting.evidence,
          look.objects('roles').evidence,
        );
      const sentences = [
        setting.value === true ? 'The cluster still asks for pod security policies.' : '',
        roles.length > 0
          ? `Pod security policies are still named in ${counted(roles.length, 'role')}: ${someOf(roles.map(nameOfObject))}.`
          : '',
      ];
      return fail(
        sentences.filter((sentence) => sentence !== '').join(' '),
        setting.evidence,
        ...roles
          .slice(0, mostEvidence)
          .map((role) =>
            look
              .objects('roles')
              .seen(nameOfObject(role), 'rules[].resources', 'podsecuritypolicies'),
          ),
      );
    },
    fix: manual((look) => ({
      steps:
        'Turn the setting off, and delete roles that give nothing else, with their bindings; AKS-PSA-001 is what protects today.',
      commands: [
        ...(look.cluster.flag(flag).value
          ? [azAks(look, 'update', '--disable-pod-security-policy')]
          : []),
        ...rolesOfPolicies(look)
          .slice(0, 3)
          .map(({ kind, metadata: { namespace, name } }) =>
            kubectl(
              look,
              `get ${kind.toLowerCase()} ${shellWord(name)}`,
              ...(namespace ? [inNamespace(namespace)] : []),
              '--output yaml',
            ),
          ),
      ],
    })),
  }),
];
