import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'token-created',
  title: "A service account's token was made",
  severity: 'medium',
  explanation:
    'Somebody asked for a token of a service account, and so may act as that workload from anywhere until it runs out. Nodes do so for their pods and are left out; some CI systems and operators do too.',
  whatToDo:
    'Check that the caller should act as that account; take serviceaccounts/token out of its role if not.',
  // As others map it:
  // https://github.com/elastic/detection-rules/blob/main/rules/integrations/kubernetes/credential_access_kubernetes_service_account_token_created_via_tokenrequest.toml
  attack: {
    id: 'T1552.007',
    name: 'Unsecured Credentials: Container API',
    url: 'https://attack.mitre.org/techniques/T1552/007/',
  },
  marks: ['serviceaccounts'],
  needsReads: false,
});
