import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'admission-webhook-change',
  title: 'Who checks what enters the cluster was changed',
  severity: 'high',
  explanation:
    'A validating or mutating webhook configuration, or an admission policy, was made, changed or deleted by somebody who is not the platform. Installing an operator does so.',
  whatToDo: 'Check that the policy still stands and still fails closed.',
  // As others map it: https://github.com/elastic/detection-rules/blob/main/rules/integrations/kubernetes/persistence_kubernetes_admission_webhook_created_or_modified.toml
  attack: {
    id: 'T1562',
    name: 'Impair Defenses',
    url: 'https://attack.mitre.org/techniques/T1562/',
  },
  marks: [
    'validatingwebhookconfigurations',
    'mutatingwebhookconfigurations',
    'validatingadmissionpolicies',
    'validatingadmissionpolicybindings',
  ],
  needsReads: false,
});
