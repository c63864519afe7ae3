import { defineDetection } from '../define-detection.ts';

export const detection = defineDetection({
  id: 'token-created',
  title: "A service account's token was made",
  severity: 'medium',
  explanation:
    'Somebody asked for a token of a service account, and so may act as that workload from anywhere until it runs out. Nodes do so for their pods and are left out; some CI systems and operators do too.',
  whatToDo:
    'Check that the caller should act as that account; take serviceaccounts/token out of its role if not.',
  attack: {
    id: 'T1528',
    name: 'Steal Application Access Token',
    url: 'https://attack.mitre.org/techniques/T1528/',
  },
  marks: ['serviceaccounts'],
  needsReads: false,
});
