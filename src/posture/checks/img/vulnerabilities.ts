import { listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { azurePolicy, kubescape, mcsb, prowler } from '../../references.ts';
import type { Evidence, Fix } from '../../types.ts';

/**
 * Defender's own verdict on the images that run in a cluster, without which no findings mean nothing.
 * https://learn.microsoft.com/azure/defender-for-cloud/recommendations-reference-container
 */
const runningImages = 'c609cf0f-71ab-41e9-a3c6-9a1f7fe1b8d5';

const grave = ['high', 'critical'];

interface Findings {
  /** Did Defender look at this cluster's images at all? */
  wereScanned: boolean;
  /** Images with a grave hole for which there is a fix. */
  images: string[];
  evidence: [Evidence, ...Evidence[]];
}

function mayBeFixed(finding: Node): boolean {
  const status = finding.word('fixStatus').value;
  return status === 'fixavailable' || finding.text('fixedVersion').value !== undefined;
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
    images: [
      ...new Set(
        open.map(
          (finding) =>
            finding.text('repository').value ?? finding.text('digest').value ?? finding.object,
        ),
      ),
    ],
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

export const checks = [
  defineCheck({
    id: 'AKS-IMG-005',
    title: 'Running images free of grave holes that could be closed',
    group: 'IMG',
    severity: 'high',
    why: 'For most of these holes the exploit is public. A program that runs with one is taken over with a copied command.',
    needs: ['securityAssessments', 'imageFindings'],
    references: [
      azurePolicy('17f4b1cc'),
      azurePolicy('090c7b07'),
      mcsb('PV-6'),
      mcsb('DS-6'),
      prowler('defender_container_images_resolved_vulnerabilities'),
      kubescape('C-0085'),
    ],
    evaluate(look) {
      const { wereScanned, images, evidence } = findingsOf(look);
      if (!wereScanned) return unknown(notScanned, ...evidence);
      return images.length === 0
        ? pass('No running image has a grave hole that could be closed.', ...evidence)
        : fail(
            `Grave holes that could be closed are in ${images.length === 1 ? 'an image' : `${images.length} images`} that run here: ${listed(images.slice(0, 5))}${images.length > 5 ? ' …' : ''}.`,
            ...evidence,
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
    references: [kubescape('C-0083'), kubescape('C-0084')],
    evaluate(look) {
      const { wereScanned, images, evidence } = findingsOf(look);
      if (!wereScanned) return unknown(notScanned, ...evidence);
      return images.length === 0
        ? pass('No running image has a grave hole, so none faces the Internet.', ...evidence)
        : unknown(
            `${images.length === 1 ? 'An image' : `${images.length} images`} with grave holes ${images.length === 1 ? 'runs' : 'run'} here (AKS-IMG-005). Whether they can be reached from the Internet stands in Services and Ingresses, which are not read.`,
            ...evidence,
          );
    },
    fix: rebuildImages,
  }),
];
