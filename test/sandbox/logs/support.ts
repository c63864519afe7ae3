import { createLogsReader } from '../../../src/azure/logs.ts';
import { createAzureReader } from '../../../src/azure/reader.ts';
import { rerouting, sandboxCredential, sandboxPace } from '../../../src/azure/rerouting.ts';
import type { AzureStandInOptions } from '../../../src/sandbox/azure/start.ts';
import { sandbox } from '../azure/support.ts';

export const now = new Date('2026-11-24T00:00:00Z');
export const hour = 3_600_000;

/** A stand-in whose clock the test moves, and the real client in front of its logs. */
export async function logs(options: AzureStandInOptions = {}) {
  let time = now.getTime();
  const all = await sandbox({ clock: () => new Date(time), ...options });
  const { azure } = all;
  const common = {
    credential: sandboxCredential('reader'),
    httpClient: rerouting(azure.url),
    retries: { firstPauseMs: 1, longestWaitSeconds: 5 },
    pace: sandboxPace,
  };
  const reader = createLogsReader(common);
  const guidOf = (name: string): string => {
    const found = azure.state.workspaces.find((each) => each.name === name);
    if (!found) throw new Error(`no workspace ${name}`);
    return found.properties.customerId;
  };
  return {
    ...all,
    arm: createAzureReader(common),
    guidOf,
    pass(milliseconds: number) {
      time += milliseconds;
    },
    /** Over the last day of the workspace in the west, unless said otherwise. */
    query: (
      kql: string,
      { workspace = 'log-platform-weu', hours = 24 }: { workspace?: string; hours?: number } = {},
    ) =>
      reader.query(guidOf(workspace), kql, {
        from: new Date(time - hours * hour),
        to: new Date(time),
      }),
  };
}
