import type pg from 'pg';
import { apiServerTokens } from '../../azure/cluster-user-credential.ts';
import type { Role, Settings } from '../../config/table.ts';
import { connectTo, createInside, type InsideOptions } from '../../fleet/inside.ts';
import { createOpenInside } from '../../fleet/inside-client.ts';
import {
  defaultKubernetesConfig,
  type KubernetesConfig,
  reachOf,
} from '../../fleet/kubernetes-config.ts';
import { notReadBecause, type ReadInside } from '../../fleet/kubernetes-planes.ts';
import { insideByReach } from '../../jobs/inside.ts';
import type { Nudge } from '../../jobs/queues.ts';
import type { Finding } from '../../slack/doctor/finding.ts';
import { probeKubernetes } from '../../slack/doctor/kubernetes.ts';
import type { azureClients } from './azure.ts';

/** Reads clusters inside straight from this process, unless something says that it should not. */
export function directInside(
  settings: Pick<Settings, 'SANDBOX_AZURE_URL' | 'SANDBOX_KUBERNETES_URL'>,
  config: KubernetesConfig,
  options: Pick<InsideOptions, 'reader' | 'credential' | 'now'>,
): ReadInside {
  if (!config.read)
    return notReadBecause(
      'reading what is in clusters is turned off ("read: false" in the section kubernetes of CONFIG_FILE)',
      'Set read to true there.',
    );
  const { SANDBOX_AZURE_URL: pretend, SANDBOX_KUBERNETES_URL: sandboxUrl } = settings;
  // The addresses of pretend clusters are nobody's, or somebody else's.
  if (pretend && !sandboxUrl) return notReadBecause('the sandbox has no API servers');
  return createInside({ ...options, sandboxUrl });
}

/** How `serve` reads clusters inside: from here, or by a worker behind a reach, as the configuration says. */
export function createServeInside({
  settings,
  config = defaultKubernetesConfig,
  azure: { reader, credential },
  db,
  nudge,
  clock: now,
  newId,
}: {
  settings: Settings;
  config: KubernetesConfig | undefined;
  azure: Pick<ReturnType<typeof azureClients>, 'reader' | 'credential'>;
  db: pg.Pool;
  nudge: Nudge;
  clock: () => Date;
  newId: () => string;
}): ReadInside {
  const direct = directInside(settings, config, { reader, credential, now });
  return config.read ? insideByReach({ db, direct, config, nudge, now, newId }) : direct;
}

/** How changes that lie in a cluster are planned and applied: from this process alone. */
export function createServeOpenInside({
  settings: { SANDBOX_AZURE_URL: pretend, SANDBOX_KUBERNETES_URL: sandboxUrl },
  config = defaultKubernetesConfig,
  azure: { reader, credential, writerCredential },
}: {
  settings: Pick<Settings, 'SANDBOX_AZURE_URL' | 'SANDBOX_KUBERNETES_URL'>;
  config: KubernetesConfig | undefined;
  azure: Pick<ReturnType<typeof azureClients>, 'reader' | 'credential' | 'writerCredential'>;
}) {
  return createOpenInside({
    reader,
    credentials: { reader: credential, writer: writerCredential },
    sandboxUrl,
    whyNot(cluster) {
      if (pretend && !sandboxUrl) return 'the sandbox has no API servers';
      if (!config.read)
        return 'reading what is in clusters is turned off ("read: false" in the section kubernetes of CONFIG_FILE)';
      const reach = reachOf(config, cluster);
      return reach === undefined
        ? undefined
        : `${cluster.name} is behind the reach ${reach}: workers there only read, so what lies in this cluster is changed by hand`;
    },
  });
}

/** Somebody in Slack waits for it; `drawbridge doctor` takes longer. */
const patienceMs = 20_000;

/** Tries an API server as `drawbridge doctor` does; undefined where this process reads no clusters. */
export function createInsideProbe({
  settings,
  roles,
  config = defaultKubernetesConfig,
  azure: { reader, credential },
}: {
  settings: Settings;
  roles: readonly Role[];
  config: KubernetesConfig | undefined;
  azure: Pick<ReturnType<typeof azureClients>, 'reader' | 'credential'>;
}): (() => Promise<Finding[]>) | undefined {
  const { SANDBOX_AZURE_URL: pretend, SANDBOX_KUBERNETES_URL: sandboxUrl } = settings;
  if (!roles.includes('worker') || (pretend && !sandboxUrl)) return undefined;
  const token = apiServerTokens(credential);
  return () =>
    probeKubernetes({
      reader,
      config,
      subscriptions: settings.AZURE_SUBSCRIPTIONS,
      connect: (cluster, managedCluster) =>
        connectTo({ reader, token, sandboxUrl }, cluster, managedCluster),
      withinMs: patienceMs,
    });
}
