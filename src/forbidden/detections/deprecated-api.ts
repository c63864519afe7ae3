import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'deprecated-api',
  title: 'An API was used that an upgrade takes away',
  severity: 'low',
  explanation:
    'A caller uses a version of an API that a later Kubernetes no longer has. Azure refuses an upgrade while such calls were made in the last 12 hours.',
  whatToDo:
    'Update the caller before the upgrade; the annotation k8s.io/removed-release says from which version on it fails.',
  attack: null,
  marks: ['removed-release'],
  needsReads: false,
});
