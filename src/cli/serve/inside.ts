import type pg from 'pg';
import type { Settings } from '../../config/table.ts';
import { createInside, type InsideOptions } from '../../fleet/inside.ts';
import { defaultKubernetesConfig, type KubernetesConfig } from '../../fleet/kubernetes-config.ts';
import { notReadBecause, type ReadInside } from '../../fleet/kubernetes-planes.ts';
import { insideByReach } from '../../jobs/inside.ts';
import type { Nudge } from '../../jobs/queues.ts';
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
