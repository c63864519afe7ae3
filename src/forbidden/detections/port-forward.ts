import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'port-forward',
  title: 'A port of a pod was forwarded',
  severity: 'low',
  explanation:
    'A tunnel to a pod was opened through the API server, past network policies and gateways. Developers do so to debug.',
  whatToDo: 'Ask the caller; take pods/portforward out of roles for production.',
  // By its definition, to reach what cannot be reached by tunnelling within another protocol; nobody else maps it.
  attack: {
    id: 'T1572',
    name: 'Protocol Tunneling',
    url: 'https://attack.mitre.org/techniques/T1572/',
  },
  marks: ['portforward'],
  needsReads: true,
});
