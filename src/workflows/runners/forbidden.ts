import { logsRunner } from '../logs-runner.ts';

export const runner = logsRunner({
  run: 'forbidden',
  summary:
    'looks for refused calls in the audit logs, as `/aks forbidden` does, and makes alerts of them; `with.window` says how far back, 30m if not said, and windows should overlap',
  lookFor: ['forbidden'],
  things: 'kinds of refused calls',
});
