import { createLogsReader, type LogsReader } from '../../../src/azure/logs.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../../src/azure/rerouting.ts';
import type { ClusterRef } from '../../../src/fleet/snapshot.ts';
import { defaultForbiddenConfig as config } from '../../../src/forbidden/config.ts';
import { type LookRequest, lookForCalls } from '../../../src/forbidden/look.ts';
import { hour, now, logs as standIn } from '../../sandbox/logs/support.ts';

/** Looks at clusters of the sandbox, in the hours before its clock's time; `asked` are the queries. */
export async function lookingAt(names: string[], hours = 4) {
  const sandbox = await standIn();
  const { azure, arm: reader } = sandbox;
  const asked: string[] = [];
  const client = createLogsReader({
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
    pace: sandboxPace,
  });
  const logs: LogsReader = {
    query(workspace, kql, ...rest) {
      asked.push(kql);
      return client.query(workspace, kql, ...rest);
    },
  };
  const clusters: ClusterRef[] = names.map((name) => {
    const found = azure.state.clusters.find((each) => each.name === name);
    if (!found) throw new Error(`no cluster ${name}`);
    const [, , subscriptionId = '', , resourceGroup = ''] = found.id.split('/');
    return { id: found.id, name, subscriptionId, resourceGroup, location: '', tags: {} };
  });
  return {
    ...sandbox,
    asked,
    clusters,
    logsReader: logs,
    look: (more: Partial<LookRequest> = {}) =>
      lookForCalls({
        reader,
        logs,
        clusters,
        window: { from: new Date(now.getTime() - hours * hour), to: now },
        now: () => now,
        config,
        ...more,
      }),
  };
}
