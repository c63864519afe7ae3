import type { KubernetesObject } from '../../../kubernetes/objects.ts';
import { defineCheck, fail, notApplicable, pass } from '../../define-check.ts';
import { manual } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { cis, kubescape, trivy } from '../../references.ts';

interface Unbounded {
  name: string;
  missing: ('ResourceQuota' | 'LimitRange')[];
}

/** `default` is always there; where nothing runs in it, nothing has to be bounded. */
function userNamespaces({ objects, config, wasRead }: Look): string[] {
  const usesDefault =
    !wasRead('workloads') ||
    objects('workloads').items.some(({ metadata }) => metadata.namespace === 'default');
  return objects('namespaces')
    .items.map(({ metadata }) => metadata.name)
    .filter(
      (name) => !config.systemNamespaces.includes(name) && (name !== 'default' || usesDefault),
    );
}

function holdersOf(items: readonly KubernetesObject[], holds: (one: KubernetesObject) => boolean) {
  return new Set(items.filter(holds).map(({ metadata }) => metadata.namespace));
}

/** Without both first. A quota or range that names nothing bounds nothing. */
function unbounded(look: Look): Unbounded[] {
  const quotas = holdersOf(
    look.objects('resourceQuotas').items,
    ({ spec }) => Object.keys(spec?.hard ?? {}).length > 0,
  );
  const ranges = holdersOf(
    look.objects('limitRanges').items,
    ({ spec }) => Array.isArray(spec?.limits) && spec.limits.length > 0,
  );
  return userNamespaces(look)
    .map(
      (name): Unbounded => ({
        name,
        missing: [
          ...(quotas.has(name) ? [] : (['ResourceQuota'] as const)),
          ...(ranges.has(name) ? [] : (['LimitRange'] as const)),
        ],
      }),
    )
    .filter(({ missing }) => missing.length > 0)
    .toSorted((left, right) => right.missing.length - left.missing.length);
}

const most = 100;
const mostNamed = 5;
const mostCommands = 3;

/** Numbers to begin with; the quota is for the namespace, the range for each container. */
function bounds({ name, missing }: Unbounded, look: Look): string[] {
  const range = {
    apiVersion: 'v1',
    kind: 'LimitRange',
    metadata: { name: 'bounds', namespace: name },
    spec: {
      limits: [
        {
          type: 'Container',
          default: { cpu: '500m', memory: '512Mi' },
          defaultRequest: { cpu: '100m', memory: '128Mi' },
        },
      ],
    },
  };
  return missing.map((kind) =>
    kind === 'ResourceQuota'
      ? kubectl(
          look,
          'create quota bounds',
          inNamespace(name),
          '--hard requests.cpu="<cores>",requests.memory="<amount>",limits.memory="<amount>",pods="<number>"',
        )
      : `echo '${JSON.stringify(range)}' | ${kubectl(look, 'apply --filename -')}`,
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-GOV-014',
    title: 'Namespaces bounded by quota and limit range',
    group: 'GOV',
    severity: 'low',
    why: 'One namespace that takes all memory or all addresses stops everything else: by a fault, or by somebody who mines coins with it.',
    needs: ['namespaces', 'resourceQuotas', 'limitRanges'],
    uses: ['workloads'],
    references: [cis('4.6.1'), kubescape('C-0209'), trivy('KSV-0039'), trivy('KSV-0040')],
    evaluate(look) {
      const { evidence, seen } = look.objects('namespaces');
      const all = userNamespaces(look);
      if (all.length === 0)
        return notApplicable('There are no namespaces but those of the system.', evidence);
      const found = unbounded(look);
      const [first, ...others] = found
        .slice(0, most)
        .map(({ name, missing }) => seen(`Namespace ${name}`, missing.join(' and '), null));
      if (!first) return pass('Every namespace has a quota and a limit range.', evidence);
      const said = found
        .slice(0, mostNamed)
        .map(({ name, missing }) => `${name} (no ${missing.join(', no ')})`);
      const more = found.length - said.length;
      return fail(
        `${found.length} of ${all.length} namespaces ${found.length === 1 ? 'is' : 'are'} not bounded: ${said.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
        first,
        ...others,
      );
    },
    fix: manual((look) => ({
      steps:
        'Look at what each namespace uses (kubectl top pods), give it a limit range first, so that pods without numbers still start, then a quota with room for growth.',
      commands: unbounded(look)
        .slice(0, mostCommands)
        .flatMap((one) => bounds(one, look)),
    })),
  }),
];
