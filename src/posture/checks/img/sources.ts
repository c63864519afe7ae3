import { listed } from '../../combine.ts';
import { defineCheck, type Finding } from '../../define-check.ts';
import { comesFrom, type ImageReference } from '../../image-reference.ts';
import type { Look } from '../../look.ts';
import { withUnclear } from '../../offenders.ts';
import { azurePolicy, kubescape } from '../../references.ts';
import { workloadFix } from '../pod/_fix.ts';
import { everyWorkload, offendersOf } from '../pod/_question.ts';
import { eachImage } from './_question.ts';

/** Login servers of the registries that the nodes may pull from; undefined where nobody knows. */
function attachedRegistries(look: Look): string[] | undefined {
  if (!look.wasRead('containerRegistries')) return undefined;
  return look
    .list('containerRegistries')
    .items.flatMap((registry) => registry.word('properties.loginServer').value ?? []);
}

function isAllowed(image: ImageReference, look: Look): boolean | undefined {
  const attached = attachedRegistries(look);
  const allowed = [...look.config.allowedRegistries, ...(attached ?? [])];
  if (allowed.some((pattern) => comesFrom(image, pattern))) return true;
  // It may be attached: without Azure nobody can say.
  if (attached === undefined && image.registry.endsWith('.azurecr.io')) return undefined;
  return false;
}

const foreign = eachImage(
  (image, _at, look) => image === undefined || isAllowed(image, look) === false,
);

const undecided = eachImage(
  (image, _at, look) => image !== undefined && isAllowed(image, look) === undefined,
);

const deprecated = eachImage((image, _at, { config }) => {
  return (
    image !== undefined && config.deprecatedRegistries.some((pattern) => comesFrom(image, pattern))
  );
});

/** Where it is not known which registries are attached, nothing certain is said of images that may come from them. */
function withUndecided(look: Look, finding: Finding): Finding {
  return withUnclear(finding, {
    plane: look.objects('workloads'),
    offences: offendersOf(undecided, look).flatMap(({ object, pieces }) =>
      pieces.map((piece) => ({ object, ...piece })),
    ),
    message: (names) =>
      `Which registries are attached to the cluster is not known, so neither is whether images from them may be used: ${names}. With a list of your own (posture.allowedRegistries) it would be.`,
  });
}

export const checks = [
  defineCheck({
    id: 'AKS-IMG-001',
    title: 'Images from allowed registries alone',
    group: 'IMG',
    severity: 'high',
    why: 'An image from anywhere is code from anybody: a misspelt name, or an abandoned account that somebody took over, runs in the cluster with all that its pod may do.',
    needs: ['workloads'],
    uses: ['containerRegistries', 'pods'],
    references: [azurePolicy('febd0533'), kubescape('C-0078')],
    evaluate(look) {
      const allowed = [...look.config.allowedRegistries, ...(attachedRegistries(look) ?? [])];
      return withUndecided(
        look,
        everyWorkload(look, {
          ...foreign,
          wrong: `Images from elsewhere than ${listed(allowed)}`,
          right: `Every image comes from ${listed(allowed)}`,
        }),
      );
    },
    fix: workloadFix(
      foreign,
      'Bring the images into a registry of your own (`az acr import --name REGISTRY --source docker.io/library/nginx:1.29`) and name them there, or allow the registry in posture.allowedRegistries. Then let Azure Policy refuse the rest: “Kubernetes cluster containers should only use allowed images”, in the mode deny.',
    ),
  }),
  defineCheck({
    id: 'AKS-IMG-014',
    title: 'No images from registries that were given up',
    group: 'IMG',
    severity: 'low',
    why: 'Nothing is repaired there any more: the image keeps its holes for ever, and one day it cannot be pulled when its pod has to move.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [kubescape('C-0253')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...deprecated,
        wrong: 'Images from registries that get no new ones',
        right: 'No image comes from a registry that gets no new ones',
      }),
    fix: workloadFix(
      deprecated,
      'Take the image from where its project publishes it now: registry.k8s.io instead of k8s.gcr.io.',
    ),
  }),
];
