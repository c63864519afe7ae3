import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'can-i-burst',
  title: 'Somebody tried out what he may',
  severity: 'medium',
  explanation:
    'One caller asked twenty times or more within ten minutes what it is allowed to do: that is how stolen credentials are tried. Dashboards ask a few times for every page.',
  whatToDo: 'Find out who holds the identity and what it was allowed afterwards.',
  // As others map it: https://github.com/elastic/detection-rules/blob/main/rules/integrations/kubernetes/discovery_suspicious_self_subject_review.toml
  attack: {
    id: 'T1613',
    name: 'Container and Resource Discovery',
    url: 'https://attack.mitre.org/techniques/T1613/',
  },
  marks: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  least: { calls: 20 },
  needsReads: false,
});
