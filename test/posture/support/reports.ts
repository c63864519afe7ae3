import { checks } from '../../../src/posture/checks/index.generated.ts';
import { defaultPostureConfig } from '../../../src/posture/config.ts';
import { evaluate } from '../../../src/posture/evaluate.ts';
import type { ClusterReport } from '../../../src/posture/types.ts';
import { goodPlanes, snapshotOf } from './planes.ts';

export const generatedAt = '2026-11-23T12:00:05.000Z';

/** What somebody who names clusters and pools could try. */
export const hostile = `a"b'<script>alert(1)</script>&amp;]]>\u0000\u001b[2J\u202e\ud800\ufffe\`\`\`{{x}}`;

/** A report with findings, an unknown for want of a plane, and, where asked for, a waiver. */
export function reportOf({
  name = 'aks-shop',
  pool = 'user',
  file,
  waived,
  tags = {},
}: {
  name?: string;
  pool?: string;
  file?: string;
  waived?: string;
  tags?: Record<string, string>;
} = {}): ClusterReport {
  const planes = goodPlanes();
  const { properties } = planes.managedCluster;
  properties.apiServerAccessProfile.authorizedIPRanges = [];
  properties.apiServerAccessProfile.disableRunCommand = false;
  properties.agentPoolProfiles[1].name = pool;
  properties.agentPoolProfiles[1].upgradeSettings = null;
  const snapshot = snapshotOf(planes, { hidden: ['upgradeProfile'] });
  snapshot.cluster = { ...snapshot.cluster, name, tags, ...(file && { file }) };
  const report = evaluate(snapshot, checks, defaultPostureConfig);
  const results = report.results.map((result) =>
    result.check === waived
      ? { ...result, outcome: 'waived' as const, message: 'Waived by Wei Chen: a test.' }
      : result,
  );
  return { ...report, results };
}

export { checks };
