/** What operators say in files, beside the settings. */
import type { Settings } from '../../config/table.ts';
import { loadKubernetesConfig } from '../../fleet/kubernetes-config.ts';
import { loadAlertConfig } from '../../forbidden/alerts/config.ts';
import { loadForbiddenConfig } from '../../forbidden/config.ts';
import { loadNodesConfig } from '../../nodes/config.ts';
import { checks } from '../../posture/checks/index.generated.ts';
import { loadPostureConfig } from '../../posture/config.ts';
import { loadDriftConfig } from '../../posture/drift/config.ts';
import { loadOwners } from '../../posture/fleet/owners.ts';
import type { Waiver } from '../../posture/waivers/apply.ts';
import { loadWaiverConfig } from '../../posture/waivers/config.ts';
import { loadWaivers } from '../../posture/waivers/load.ts';
import { loadFreezes } from '../../remediation/freeze-windows.ts';
import { loadRolloutConfig } from '../../rollout/config.ts';
import { readSettingFile } from './setting-file.ts';

/** What CONFIG_FILE says, section by section; nothing without one. Throws ConfigError. */
export async function siteConfig(settings: Settings) {
  const { CONFIG_FILE: file } = settings;
  if (!file) return {};
  const text = await readSettingFile(settings, 'CONFIG_FILE');
  return {
    config: loadPostureConfig(text, { file }),
    owners: loadOwners(text, { file }),
    drift: loadDriftConfig(text, { file }),
    forbidden: loadForbiddenConfig(text, { file }),
    kubernetes: loadKubernetesConfig(text, { file }),
    nodes: loadNodesConfig(text, { file }),
    waiverConfig: loadWaiverConfig(text, { file }),
    alertConfig: loadAlertConfig(text, { file }),
    rolloutConfig: loadRolloutConfig(text, { file }),
    freezes: loadFreezes(text, { file }),
  };
}

/** Without a file none is waived by it: what stood there before is over. */
export async function reviewedWaivers(
  settings: Settings,
  { maxDays, now }: { maxDays: number; now: Date },
): Promise<Waiver[]> {
  const { WAIVERS_FILE: file } = settings;
  if (!file) return [];
  const ids = checks.map(({ id }) => id);
  return loadWaivers(await readSettingFile(settings, 'WAIVERS_FILE'), {
    file,
    checks: ids,
    maxDays,
    now,
  });
}
