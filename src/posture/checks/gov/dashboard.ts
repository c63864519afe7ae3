import { hasLabels } from '../../../kubernetes/label-selectors.ts';
import type { Workload } from '../../../kubernetes/objects.ts';
import { defineCheck, type Finding, fail, pass } from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { aksDocs, checkov, kubescape } from '../../references.ts';

/** Images of the project, old and new: https://github.com/kubernetes-retired/dashboard */
const image = /(^|\/)(kubernetesui\/dashboard|kubernetes-dashboard)[\w-]*([:@]|$)/;

function isDashboard({ metadata, podLabels, spec }: Workload): boolean {
  return (
    metadata.name === 'kubernetes-dashboard' ||
    podLabels['k8s-app'] === 'kubernetes-dashboard' ||
    spec.containers.some((container) => image.test(container.image))
  );
}

function dashboards({ objects, wasRead }: Look): Workload[] {
  return wasRead('workloads') ? objects('workloads').items.filter(isDashboard) : [];
}

/** A load balancer or a port of every node leads to it. */
function isExposed({ metadata, podLabels }: Workload, { objects, wasRead }: Look): boolean {
  return (
    wasRead('services') &&
    objects('services').items.some(
      ({ metadata: service, spec }) =>
        service.namespace === metadata.namespace &&
        ['LoadBalancer', 'NodePort'].includes(spec?.type) &&
        Object.keys(spec?.selector ?? {}).length > 0 &&
        hasLabels(spec.selector, podLabels),
    )
  );
}

function say({ kind, metadata: { name, namespace } }: Workload): string {
  return `${kind} ${namespace}/${name}`;
}

function judgeInstalled(look: Look): Finding | undefined {
  const [first, ...others] = dashboards(look).map((one) => {
    const exposed = isExposed(one, look);
    const path = exposed ? 'reached from outside' : 'image';
    const value = one.spec.containers.map((container) => container.image);
    return { exposed, seen: look.objects('workloads').seen(say(one), path, value) };
  });
  if (!first) return undefined;
  const isOpen = [first, ...others].some(({ exposed }) => exposed);
  return fail(
    `Somebody installed the Kubernetes dashboard${isOpen ? ', and a service leads to it from outside' : ''}: ${[first, ...others].map(({ seen }) => seen.object).join(', ')}.`,
    first.seen,
    ...others.map(({ seen }) => seen),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-GOV-015',
    title: 'Kubernetes dashboard absent',
    group: 'GOV',
    severity: 'high',
    why: 'The old dashboard has been taken over on the Internet more than once: it acts with rights of its own for whoever reaches it.',
    needs: ['managedCluster'],
    uses: ['workloads', 'services'],
    references: [
      checkov('CKV_AZURE_8'),
      checkov('CKV_K8S_33'),
      kubescape('C-0014'),
      aksDocs('kubernetes-dashboard'),
    ],
    evaluate(look) {
      const enabled = look.cluster.flag('properties.addonProfiles.kubeDashboard.enabled');
      if (enabled.value) return fail('The retired dashboard add-on is on.', enabled.evidence);
      const installed = judgeInstalled(look);
      if (installed) return installed;
      return look.wasRead('workloads')
        ? pass(
            'The dashboard add-on is off, and nobody installed one.',
            enabled.evidence,
            look.objects('workloads').evidence,
          )
        : pass(
            'The dashboard add-on is off. (What runs in the cluster could not be read, so a dashboard that somebody installed is not ruled out.)',
            enabled.evidence,
          );
    },
    fix: manual((look) => {
      const installed = dashboards(look);
      const isOn = look.cluster.flag('properties.addonProfiles.kubeDashboard.enabled').value;
      return {
        steps: 'Take it away; the resource view of the portal shows the same.',
        commands: [
          ...(isOn ? [azAks(look, 'disable-addons', '--addons kube-dashboard')] : []),
          ...installed
            .slice(0, 5)
            .map(({ kind, metadata: { name, namespace } }) =>
              kubectl(
                look,
                'delete',
                kind.toLowerCase(),
                shellWord(name),
                inNamespace(namespace ?? 'default'),
              ),
            ),
        ],
        ...(isOn && { set: { 'properties.addonProfiles.kubeDashboard.enabled': false } }),
      };
    }),
  }),
];
