import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'can-i-burst',
  title: 'Somebody tried out what he may',
  severity: 'medium',
  explanation:
    'One caller asked twenty times or more within ten minutes what it is allowed to do: that is how stolen credentials are tried. Dashboards ask a few times for every page.',
  whatToDo: 'Find out who holds the identity and what it was allowed afterwards.',
  attack: {
    id: 'T1069',
    name: 'Permission Groups Discovery',
    url: 'https://attack.mitre.org/techniques/T1069/',
  },
  marks: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
  least: { calls: 20 },
  needsReads: false,
});
