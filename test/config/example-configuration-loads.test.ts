import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { defaultAlertConfig, loadAlertConfig } from '../../src/forbidden/alerts/config.ts';
import { loadPostureConfig } from '../../src/posture/config.ts';
import { loadDriftConfig } from '../../src/posture/drift/config.ts';
import { loadOwners } from '../../src/posture/fleet/owners.ts';
import { loadWaiverConfig } from '../../src/posture/waivers/config.ts';
import { loadFreezes } from '../../src/remediation/freeze-windows.ts';
import { loadRolloutConfig } from '../../src/rollout/config.ts';

const example = readFileSync(new URL('../../config.example.yaml', import.meta.url), 'utf8');

it('each section of the example is what its reader takes', () => {
  expect(loadPostureConfig(example)).toMatchObject({ profiles: ['reliability'] });
  expect(loadOwners(example)).toMatchObject({ channels: { storefront: 'C0STOREFR' } });
  expect(loadWaiverConfig(example)).toEqual({ maxDays: 90 });
  expect(loadAlertConfig(example)).toEqual(defaultAlertConfig);
  expect(loadRolloutConfig(example)).toMatchObject({ atOnce: 3, soak: 2 * 24 * 60 * 60_000 });
  expect(loadFreezes(example)).toHaveLength(2);
  expect(loadDriftConfig(example).allowed).toHaveLength(1);
});
