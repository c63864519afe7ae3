import { compareVersions, minorOf } from '../../../fleet/lifecycle.ts';
import { poolLines } from '../../bicep-lines.ts';
import { failing, forAll, listed } from '../../combine.ts';
import { defineCheck, fail, pass, unknown } from '../../define-check.ts';
import { azAks, azAksOf, manual, shellWord } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import type { Node } from '../../read.ts';
import { aksDocs, psrule } from '../../references.ts';
import { clusterVersion } from './_versions.ts';

/** Patches of the running minor that are newer, and what was looked at. */
function newerPatches(look: Look) {
  const profile = look.plane('upgradeProfile').child('properties.controlPlaneProfile');
  const current = profile?.text('kubernetesVersion');
  const running = current?.value ?? clusterVersion(look).version;
  const upgrades = profile?.children('upgrades');
  const newer = (upgrades?.value ?? [])
    .filter((upgrade) => !upgrade.flag('isPreview').value)
    .flatMap((upgrade) => upgrade.text('kubernetesVersion').value ?? [])
    .filter(
      (version) => minorOf(version) === minorOf(running) && compareVersions(version, running) > 0,
    )
    .sort(compareVersions);
  return {
    isKnown: profile !== undefined,
    running,
    newer,
    evidence: upgrades?.evidence ?? look.evidenceOf('upgradeProfile'),
  };
}

/** Pool against control plane: the same version, or within the allowed number of minors behind. */
function judgePool(look: Look) {
  const control = clusterVersion(look);
  return (pool: Node) => {
    const running = pool.text('currentOrchestratorVersion');
    const seen = running.value ? running : pool.text('orchestratorVersion');
    return {
      ok: !seen.value || isCloseEnough(seen.value, control.version, look.config.maxPoolSkew),
      evidence: [seen.evidence, control.evidence],
    };
  };
}

function isCloseEnough(pool: string, control: string, maxSkew: number): boolean {
  const [poolMinor, controlMinor] = [minorOf(pool), minorOf(control)];
  // `1.34` names the newest patch, whichever that is.
  const isAlias = pool === poolMinor || control === controlMinor;
  if (poolMinor === controlMinor && isAlias) return true;
  const order = compareVersions(pool, control);
  if (order === 0) return true;
  const minor = (version = '') => Number(version.split('.')[1]);
  return order < 0 && maxSkew > 0 && minor(controlMinor) - minor(poolMinor) <= maxSkew;
}

export const checks = [
  defineCheck({
    id: 'AKS-UPG-002',
    title: 'Latest patch of Kubernetes applied',
    group: 'UPG',
    severity: 'medium',
    why: 'Patches close holes that are public from the day of the patch on; a cluster that waits can be attacked with what is written in the release notes.',
    needs: ['upgradeProfile'],
    uses: ['managedCluster'],
    references: [aksDocs('upgrade-aks-cluster')],
    evaluate(look) {
      const { isKnown, running, newer, evidence } = newerPatches(look);
      if (!isKnown)
        return unknown('Azure’s answer names no upgrades of the control plane.', evidence);
      return newer.length === 0
        ? pass(`Kubernetes ${running} is the latest patch of its minor.`, evidence)
        : fail(`Kubernetes ${running} runs, and ${newer.at(-1)} is out.`, evidence);
    },
    fix: manual((look) => {
      const version = newerPatches(look).newer.at(-1);
      return {
        steps: 'A patch changes no API. Upgrade the control plane first, then the node pools.',
        commands: version
          ? [azAks(look, 'upgrade', `--kubernetes-version ${shellWord(version)}`)]
          : [],
        ...(version && { set: { 'properties.kubernetesVersion': version } }),
      };
    }),
  }),
  defineCheck({
    id: 'AKS-UPG-003',
    title: 'Node pools run the control plane’s version',
    group: 'UPG',
    severity: 'medium',
    why: 'Old kubelets keep holes that the control plane has closed, and a pool that is too far behind blocks the next upgrade.',
    needs: ['managedCluster'],
    references: [psrule('PoolVersion'), aksDocs('upgrade-aks-cluster')],
    evaluate(look) {
      const pools = look.cluster.children('properties.agentPoolProfiles');
      return forAll({
        objects: pools.value ?? [],
        ask: judgePool(look),
        nothing: unknown('Which node pools there are is not known.', pools.evidence),
        failed: (names) => `Another version than the control plane’s runs on ${listed(names)}.`,
        passed:
          look.config.maxPoolSkew === 0
            ? 'Every node pool runs the version of the control plane.'
            : `No node pool is more than ${look.config.maxPoolSkew} minor behind the control plane, or ahead of it.`,
      });
    },
    fix: manual((look) => {
      const pools = look.cluster.children('properties.agentPoolProfiles').value ?? [];
      const { version } = clusterVersion(look);
      const behind = failing(pools, judgePool(look)).map(({ object }) => object);
      return {
        steps: 'Upgrade these pools: node by node, new nodes come up before old ones are drained.',
        commands: behind.map((pool) =>
          azAksOf(look, 'nodepool upgrade', pool, `--kubernetes-version ${shellWord(version)}`),
        ),
        bicep: poolLines(look.ref, behind, { orchestratorVersion: version }),
      };
    }),
  }),
];
