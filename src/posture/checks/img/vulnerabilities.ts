import { listed } from '../../combine.ts';
import { defineCheck, type Finding, fail, pass, unknown } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import {
  count,
  evidenceOf,
  mostEvidence,
  nameOfObject,
  someOf,
  withUnclear,
} from '../../offenders.ts';
import type { Node } from '../../read.ts';
import { azurePolicy, kubescape, mcsb, prowler } from '../../references.ts';
import type { Evidence, Fix } from '../../types.ts';
import { exposureTeller } from './_exposed.ts';
import { runningWith } from './_running.ts';

/**
 * Defender's own verdict on the images that run in a cluster, without which no findings mean nothing.
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container
 */
const runningImages = 'c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5';

const grave = ['high', 'critical'];

interface Findings {
  /** Did Defender look at this cluster's images at all? */
  wereScanned: boolean;
  /** Grave holes for which there is a fix. */
  open: Node[];
  /** Images with such a hole. */
  images: string[];
  evidence: [Evidence, ...Evidence[]];
}

function mayBeFixed(finding: Node): boolean {
  const status = finding.word('fixStatus').value;
  return status === 'fixavailable' || finding.text('fixedVersion').value !== undefined;
}

function imagesOf(findings: readonly Node[]): string[] {
  const names = findings.map(
    (finding) => finding.text('repository').value ?? finding.text('digest').value ?? finding.object,
  );
  return [...new Set(names)];
}

function findingsOf(look: Look): Findings {
  const assessments = look.list('securityAssessments');
  const verdict = assessments.items.find(({ object }) => object.toLowerCase() === runningImages);
  const code = verdict?.word('code');
  const { items, evidence } = look.list('imageFindings');
  const open = items.filter(
    (finding) =>
      finding.word('code').value !== 'healthy' &&
      grave.includes(finding.word('severity').value ?? '') &&
      mayBeFixed(finding),
  );
  return {
    wereScanned: open.length > 0 || code?.value === 'healthy' || code?.value === 'unhealthy',
    open,
    images: imagesOf(open),
    evidence: [
      code?.evidence ?? assessments.evidence,
      evidence,
      ...open.slice(0, 20).map((finding) => finding.text('cve').evidence),
    ],
  };
}

const notScanned =
  'Defender has not judged the images that run here (AKS-DEF-002, AKS-DEF-003): that it found nothing means nothing.';

const rebuildImages: Fix = {
  kind: 'manual',
  steps:
    'Build each image again on a newer base, with the packages that Defender names, and roll it out. Which pods run it stands in Defender for Cloud, recommendation “Azure running container images should have vulnerabilities resolved”.',
  commands: [],
};

/** Without these nobody can say what the Internet reaches. */
const doors = ['workloads', 'services', 'ingresses'] as const;

function whoRuns(look: Look, open: readonly Node[]): { says: string; seen: Evidence[] } {
  if (!look.wasRead('workloads')) return { says: '', seen: [] };
  const { items, seen } = look.objects('workloads');
  const { running } = runningWith(items, open);
  if (running.length === 0) return { says: '', seen: [] };
  return {
    says: ` They are run by ${someOf(running.map(({ workload }) => nameOfObject(workload)))}.`,
    seen: running
      .slice(0, mostEvidence)
      .map(({ workload, image }) => seen(nameOfObject(workload), 'image', image)),
  };
}

/** Holes joined with the Services, Ingresses and routes that lead to what runs with them. */
function faceTheInternet(
  look: Look,
  open: readonly Node[],
  evidence: Findings['evidence'],
): Finding {
  const plane = look.objects('workloads');
  const { running, unmatched } = runningWith(plane.items, open);
  const exposureOf = exposureTeller(look);
  const reached = running.flatMap(({ workload, image }) => {
    const exposure = exposureOf(workload);
    if (!exposure) return [];
    const object = nameOfObject(workload);
    return [{ ...exposure, object, path: 'image', value: image }];
  });
  const certain = reached.filter(({ isUnclear }) => !isUnclear);
  const says = certain.map(({ object, by }) => `${object} by ${by}`);
  const finding =
    certain.length > 0
      ? fail(
          `The Internet reaches ${count(certain.length, 'workload')} with grave holes that could be closed: ${someOf(says)}.`,
          ...evidence,
          ...evidenceOf(plane, certain),
        )
      : pass(
          `Nothing that runs with a grave hole (${count(running.length, 'workload')}) is reached by a public Service, Ingress or route.`,
          ...evidence,
        );
  const unclear = withUnclear(finding, {
    plane,
    offences: reached.filter(({ isUnclear }) => isUnclear),
    message: (names) =>
      `Workloads with grave holes are behind Services or Ingresses of which nothing says whether the Internet reaches them: ${names}.`,
  });
  if (unclear.outcome !== 'pass') return unclear;
  const hidden = (['httpRoutes', 'gateways'] as const).find((plane) => !look.wasRead(plane));
  if (hidden && running.length > 0)
    return unknown(
      `${count(running.length, 'workload')} with grave holes are behind no public Service or Ingress; whether a route of a gateway leads to them could not be read.`,
      look.evidenceOf(hidden),
    );
  if (unmatched.length === 0) return unclear;
  const [first, ...others] = unmatched.slice(0, mostEvidence);
  if (!first) return unclear;
  return unknown(
    `Defender found grave holes in images of which no workload that was read is known to run them: ${someOf(imagesOf(unmatched))}.`,
    first.text('repository').evidence,
    ...others.map((finding) => finding.text('repository').evidence),
  );
}

export const checks = [
  defineCheck({
    id: 'AKS-IMG-005',
    title: 'Running images free of grave holes that could be closed',
    group: 'IMG',
    severity: 'high',
    why: 'For most of these holes the exploit is public. A program that runs with one is taken over with a copied command.',
    needs: ['securityAssessments', 'imageFindings'],
    uses: ['workloads'],
    references: [
      azurePolicy('17f4b1cc'),
      azurePolicy('090c7b07'),
      mcsb('PV-6'),
      mcsb('DS-6'),
      prowler('defender_container_images_resolved_vulnerabilities'),
      kubescape('C-0085'),
    ],
    evaluate(look) {
      const { wereScanned, images, open, evidence } = findingsOf(look);
      if (!wereScanned) return unknown(notScanned, ...evidence);
      if (images.length === 0)
        return pass('No running image has a grave hole that could be closed.', ...evidence);
      const { says, seen } = whoRuns(look, open);
      return fail(
        `Grave holes that could be closed are in ${images.length === 1 ? 'an image that runs' : `${images.length} images that run`} here: ${listed(images.slice(0, 5))}${images.length > 5 ? ' …' : ''}.${says}`,
        ...evidence,
        ...seen,
      );
    },
    fix: rebuildImages,
  }),
  defineCheck({
    id: 'AKS-IMG-006',
    title: 'No image with a grave hole faces the Internet',
    group: 'IMG',
    severity: 'critical',
    why: 'Anybody can reach the hole and use it without being inside first: this is how clusters are taken over.',
    needs: ['securityAssessments', 'imageFindings'],
    uses: [...doors, 'gateways', 'httpRoutes'],
    references: [kubescape('C-0083'), kubescape('C-0084')],
    evaluate(look) {
      const { wereScanned, images, open, evidence } = findingsOf(look);
      if (!wereScanned) return unknown(notScanned, ...evidence);
      if (images.length === 0)
        return pass('No running image has a grave hole, so none faces the Internet.', ...evidence);
      if (!doors.every((plane) => look.wasRead(plane)))
        return unknown(
          `${images.length === 1 ? 'An image' : `${images.length} images`} with grave holes ${images.length === 1 ? 'runs' : 'run'} here (AKS-IMG-005). Whether they can be reached from the Internet stands in Services and Ingresses, which could not be read.`,
          ...evidence,
        );
      return faceTheInternet(look, open, evidence);
    },
    fix: rebuildImages,
  }),
];
