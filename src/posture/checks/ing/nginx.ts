import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import {
  defineCheck,
  type Finding,
  fail,
  notApplicable,
  pass,
  unknown,
} from '../../define-check.ts';
import { azAks, manual, shellWord } from '../../fixes.ts';
import { inNamespace, kubectl } from '../../kubectl.ts';
import type { Look } from '../../look.ts';
import { evidenceOf, judgeObjects, nameOfObject, type Offence, someOf } from '../../offenders.ts';
import { aksDocs, checkov, kubescape } from '../../references.ts';
import { soundObjects } from '../../sound-objects.ts';
import { ingress } from './_ingress.ts';

/**
 * Azure patches the managed controller until the end of this month, and not after.
 * https://learn.microsoft.com/azure/aks/app-routing-nginx-to-gateway-api-migration
 */
const nginxSupportedUntil = new Date('2026-12-01T00:00:00Z');

/** Its own images and copies of them; NGINX’s own controller, `nginx/nginx-ingress`, is another program. */
const images = /(^|\/)(ingress-nginx\/(controller|kube-webhook)|nginx-ingress-controller)/;
const controllerName = 'k8s.io/ingress-nginx';

/** Where application routing runs the controller that Azure patches. */
const managedNamespace = 'app-routing-system';

function imagesOf({ spec }: Workload): string[] {
  return spec.containers.map(({ image }) => image).filter((image) => images.test(image));
}

function controllers(look: Look): Workload[] {
  return look
    .objects('workloads')
    .items.filter(
      (workload) =>
        workload.metadata.namespace !== managedNamespace && imagesOf(workload).length > 0,
    );
}

function managed({ cluster }: Look) {
  const enabled = cluster.flag(ingress.routing);
  const controller = cluster.word(ingress.nginx);
  return {
    isManaged: enabled.value === true && controller.value !== 'none',
    evidence: [enabled.evidence, controller.evidence] as const,
  };
}

/** Classes of ingress-nginx that no controller of a known image serves. */
function unexplained(look: Look): KubernetesObject[] {
  if (!look.wasRead('ingressClasses')) return [];
  return look
    .objects('ingressClasses')
    .items.filter(({ spec }) => spec?.controller === controllerName);
}

function endOfLife(look: Look): Finding {
  const { isManaged, evidence } = managed(look);
  const past = look.now >= nginxSupportedUntil;
  if (!look.wasRead('workloads')) {
    if (isManaged && past) return fail(managedIsPast, ...evidence);
    return unknown(
      isManaged
        ? 'Azure patches the managed NGINX until the end of November 2026. Whether another ingress-nginx runs is seen only in the cluster’s objects.'
        : 'Whether an ingress-nginx runs is seen only in the cluster’s objects.',
      ...evidence,
    );
  }
  const plane = look.objects('workloads');
  const own = controllers(look);
  if (own.length > 0 || (isManaged && past)) {
    const names = own.map(nameOfObject);
    const says = [
      ...(own.length > 0
        ? [`ingress-nginx, which nobody maintains since March 2026, runs as ${someOf(names)}.`]
        : []),
      ...(isManaged && past ? [managedIsPast] : []),
    ];
    const offences = own.map((workload) => ({
      object: nameOfObject(workload),
      path: 'image',
      value: imagesOf(workload),
    }));
    return fail(says.join(' '), ...evidence, ...evidenceOf(plane, offences));
  }
  const classes = isManaged ? [] : unexplained(look);
  const [first, ...others] = evidenceOf(
    look.wasRead('ingressClasses') ? look.objects('ingressClasses') : plane,
    classes.map((one) => ({
      object: nameOfObject(one),
      path: 'spec.controller',
      value: controllerName,
    })),
  );
  if (first)
    return unknown(
      `${someOf(classes.map(nameOfObject))} is for ingress-nginx, and no controller of a known image was found.`,
      first,
      ...others,
    );
  return pass(
    isManaged
      ? 'Azure patches the managed NGINX until the end of November 2026; no other ingress-nginx runs. Plan the move now.'
      : 'No ingress-nginx runs.',
    plane.evidence,
    ...evidence,
  );
}

const managedIsPast =
  'The managed NGINX of application routing has had no patches since November 2026.';

const snippet = /-snippets?$/;

function snippets({ metadata, ...rest }: KubernetesObject): Offence[] {
  return Object.keys(metadata.annotations ?? {})
    .filter((key) => key.includes('/') && snippet.test(key))
    .map((key) => ({
      object: nameOfObject({ ...rest, metadata }),
      path: `metadata.annotations.${key}`,
      value: '(set)',
    }));
}

/** Off unless turned on since version 1.9. */
function allowing(look: Look): Offence[] {
  return look.objects('configMaps').items.flatMap(({ metadata, settings = {} }) =>
    settings['allow-snippet-annotations'] === 'true'
      ? [
          {
            object: nameOfObject({ kind: 'ConfigMap', metadata }),
            path: 'data.allow-snippet-annotations',
            value: 'true',
          },
        ]
      : [],
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-ING-006',
    title: 'No ingress-nginx past its end of life',
    group: 'ING',
    severity: 'high',
    why: 'The controller stands in front of everything and holds every certificate. Maintenance of ingress-nginx ended in March 2026: the next hole in it stays open.',
    needs: ['managedCluster'],
    uses: ['workloads', 'ingressClasses'],
    references: [kubescape('C-0292'), aksDocs('app-routing-nginx-to-gateway-api-migration')],
    evaluate: endOfLife,
    // Azure refuses the Gateway API of application routing beside the Istio add-on, which has one of its own.
    fix: manual((look) => {
      const off = managed(look).isManaged ? [azAks(look, 'approuting update', '--nginx None')] : [];
      const set = off.length > 0 ? { set: { [ingress.nginx]: 'None' } } : {};
      return look.cluster.word('properties.serviceMeshProfile.mode').value === 'istio'
        ? {
            steps:
              'Let the Gateway API of the Istio add-on take over one host after the other by DNS, then turn NGINX off. The Gateway API of application routing cannot be had beside Istio.',
            commands: off,
            ...set,
          }
        : {
            steps:
              'Turn on the Gateway API of application routing beside the old controller, move one host after the other by DNS, then turn NGINX off.',
            commands: [azAks(look, 'approuting gateway istio enable'), ...off],
            ...set,
          };
    }),
  }),
  defineCheck({
    id: 'AKS-ING-007',
    title: 'No snippets in ingress-nginx',
    group: 'ING',
    severity: 'high',
    why: 'A snippet is configuration of the controller that a team writes: with it, whoever may write an ingress reads every Secret that the controller reads (CVE-2021-25742).',
    needs: ['ingresses', 'configMaps'],
    references: [
      checkov('CKV_K8S_152'),
      checkov('CKV_K8S_153'),
      checkov('CKV_K8S_154'),
      kubescape('C-0059'),
    ],
    evaluate(look) {
      const plane = soundObjects(look, 'ingresses');
      return judgeObjects(plane, {
        asked: plane.items.length + allowing(look).length,
        offences: [...allowing(look), ...plane.items.flatMap(snippets)],
        failed: (names, number) =>
          `${number === 1 ? 'Snippets stand, or are allowed, in' : `Snippets stand, or are allowed, in ${number} places:`} ${names}.`,
        passed: 'No ingress has a snippet, and no controller is told to allow them.',
        nothing: notApplicable('There is no ingress.', plane.evidence),
      });
    },
    fix: manual((look) => ({
      steps:
        'Say the same by the controller’s own annotations, take the snippets out, then forbid them.',
      commands: allowing(look)
        .slice(0, 3)
        .map(({ object }) => {
          const [namespace = '', name = ''] = object.replace(/^ConfigMap /, '').split('/');
          return kubectl(
            look,
            'patch configmap',
            shellWord(name),
            inNamespace(namespace),
            `--type merge --patch '{"data":{"allow-snippet-annotations":"false"}}'`,
          );
        }),
    })),
  }),
];
