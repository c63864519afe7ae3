/** Everything that `run:` may say: what has a file in runners/, and each detection by its id. */
import { detections } from '../forbidden/detections/index.generated.ts';
import type { Runner } from './define-runner.ts';
import { logsRunner } from './logs-runner.ts';
import { runners } from './runners/index.generated.ts';

export const runs: readonly Runner[] = [
  ...runners,
  ...detections.map(({ id, title }) =>
    logsRunner({
      run: id,
      summary: `looks in the audit logs for this: ${title}`,
      lookFor: [id],
      things: 'callers',
    }),
  ),
];
