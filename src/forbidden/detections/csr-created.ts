import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'csr-created',
  title: 'A client certificate was asked for',
  severity: 'medium',
  explanation:
    'Somebody created a certificate signing request: once approved it is a login that cannot be revoked before it runs out. Nodes ask for theirs too, and are left out.',
  whatToDo: 'Deny it unless it is expected, and see who may approve.',
  // As others map it, without their sub-technique, which is about roles:
  // https://github.com/elastic/detection-rules/blob/main/rules/integrations/kubernetes/persistence_kubernetes_client_certificate_signing_request_created_or_approved.toml
  attack: {
    id: 'T1098',
    name: 'Account Manipulation',
    url: 'https://attack.mitre.org/techniques/T1098/',
  },
  marks: ['certificatesigningrequests'],
  needsReads: false,
});
