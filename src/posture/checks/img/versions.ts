import { defineCheck } from '../../define-check.ts';
import { parseImage } from '../../image-reference.ts';
import { azurePolicy, checkov, kubescape, prowler, trivy } from '../../references.ts';
import { containerPatch, workloadFix } from '../pod/_fix.ts';
import { eachContainer, everyWorkload, type Question } from '../pod/_question.ts';
import { eachImage } from './_question.ts';

const floating = eachImage(
  (image) =>
    image !== undefined &&
    image.digest === undefined &&
    (image.tag === undefined || image.tag === 'latest'),
);

const unpinned = eachImage((image) => image === undefined || image.digest === undefined);

/** What is not said is `Always` for `latest` and `IfNotPresent` for the rest: https://kubernetes.io/docs/concepts/containers/images/#imagepullpolicy-defaulting */
const notPulled: Question = {
  os: 'any',
  ask: eachContainer(({ container, path }) => {
    const image = parseImage(container.image);
    if (image?.digest !== undefined) return [];
    const policy: unknown = container.imagePullPolicy ?? null;
    const isAlways =
      policy === 'Always' ||
      (policy === null && image !== undefined && (image.tag ?? 'latest') === 'latest');
    return isAlways ? [] : [{ path: `${path}.imagePullPolicy`, value: policy }];
  }),
};

export const checks = [
  defineCheck({
    id: 'AKS-IMG-002',
    title: 'No image called latest, or without a tag',
    group: 'IMG',
    severity: 'medium',
    why: 'Nobody can say what runs, nor go back to it: the next pod that starts runs whatever was pushed under that name meanwhile, by whoever could push.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [
      azurePolicy('021f8078'),
      trivy('KSV-0013'),
      checkov('CKV_K8S_14'),
      prowler('core_image_tag_fixed'),
      kubescape('C-0075'),
    ],
    evaluate: (look) =>
      everyWorkload(look, {
        ...floating,
        wrong: 'Images called `latest`, or without a tag,',
        right: 'Every image has a tag or a digest of its own',
      }),
    fix: workloadFix(
      floating,
      'Name the version that was tested: `image: shop.azurecr.io/web:2.14.1`, better with its digest (AKS-IMG-003).',
    ),
  }),
  defineCheck({
    id: 'AKS-IMG-003',
    title: 'Images pinned by their digest',
    group: 'IMG',
    severity: 'low',
    why: 'A tag can be moved: whoever may push to the registry puts another image under the name that was reviewed, and it starts with the next pod.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [checkov('CKV_K8S_43'), kubescape('C-0306')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...unpinned,
        wrong: 'Images that are named by a tag alone',
        right: 'Every image is named by its digest',
      }),
    fix: workloadFix(
      unpinned,
      'Let the pipeline write the digest behind the tag, as `image: shop.azurecr.io/web:2.14.1@sha256:…`. `az acr manifest list-metadata --registry REGISTRY --name REPOSITORY` lists digests; Renovate and Dependabot keep them new.',
    ),
  }),
  defineCheck({
    id: 'AKS-IMG-004',
    title: 'Images that may have moved are pulled anew',
    group: 'IMG',
    severity: 'low',
    why: 'A node that has the image starts it without asking the registry: an old one with holes, or one that another tenant’s pull secret brought there, for a pod that may not pull it.',
    needs: ['workloads'],
    uses: ['pods'],
    references: [checkov('CKV_K8S_15'), azurePolicy('50c83470')],
    evaluate: (look) =>
      everyWorkload(look, {
        ...notPulled,
        wrong: 'Images that are named by a tag and not pulled at each start',
        right: 'Every image is pulled at each start or named by its digest',
      }),
    fix: workloadFix(
      notPulled,
      'Put `imagePullPolicy: Always` beside the image, or name it by its digest. What the node has already is not loaded twice.',
      containerPatch(() => ({ imagePullPolicy: 'Always' })),
    ),
  }),
];
