import { createCredential } from '../../azure/credential.ts';
import { createLogsReader } from '../../azure/logs.ts';
import { createPrometheusReader } from '../../azure/prometheus.ts';
import { createAzureReader } from '../../azure/reader.ts';
import { rerouting, sandboxPace } from '../../azure/rerouting.ts';
import { type AzureWriter, createAzureWriter } from '../../azure/writer.ts';
import type { Role, Settings } from '../../config/table.ts';

/** The clients of a process with these roles. */
export function azureClients(settings: Settings, roles: readonly Role[]) {
  const credential = createCredential(settings);
  const common = {
    cloud: settings.AZURE_CLOUD,
    httpClient: settings.SANDBOX_AZURE_URL ? rerouting(settings.SANDBOX_AZURE_URL) : undefined,
  };
  // The hand that changes things exists in the changer's process alone.
  const writer: AzureWriter | undefined =
    credential.writer && roles.includes('changer')
      ? createAzureWriter({ ...common, credential: credential.writer })
      : undefined;
  // A changer by itself has one identity, and reads with it too; what a change reads is in its permissions.
  const isAlone = roles.every((role) => role === 'changer');
  const reads = (isAlone && credential.writer) || credential.reader;
  return {
    reader: createAzureReader({
      ...common,
      credential: reads,
      pace: settings.SANDBOX_AZURE_URL ? sandboxPace : undefined,
    }),
    logs: createLogsReader({
      ...common,
      credential: reads,
      pace: settings.SANDBOX_AZURE_URL ? sandboxPace : undefined,
    }),
    prometheus: createPrometheusReader({ ...common, credential: reads }),
    credential: reads,
    writer,
    /** With `writer` alone: API servers are another door of the same hand. */
    writerCredential: writer && credential.writer,
    mayWrite: credential.writer !== undefined,
  };
}
