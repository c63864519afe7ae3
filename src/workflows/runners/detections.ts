import { detections } from '../../forbidden/detections/index.generated.ts';
import { logsRunner } from '../logs-runner.ts';

export const runner = logsRunner({
  run: 'detections',
  summary:
    'looks for all that docs/detections.md describes in the audit logs, and makes alerts of what it finds; the id of one of them, such as `exec-attach`, looks for that alone; `with.window` as of `forbidden`',
  lookFor: detections.map(({ id }) => id),
  things: 'things detected',
});
