import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'csr-created',
  title: 'A client certificate was asked for',
  severity: 'medium',
  explanation:
    'Somebody created a certificate signing request: once approved it is a login that cannot be revoked before it runs out. Nodes ask for theirs too, and are left out.',
  whatToDo: 'Deny it unless it is expected, and see who may approve.',
  attack: {
    id: 'T1649',
    name: 'Steal or Forge Authentication Certificates',
    url: 'https://attack.mitre.org/techniques/T1649/',
  },
  marks: ['certificatesigningrequests'],
  needsReads: false,
});
