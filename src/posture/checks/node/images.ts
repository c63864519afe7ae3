import { daysOld, imageDate, imageName } from '../../../fleet/node-image.ts';
import { failing, listed } from '../../combine.ts';
import { defineCheck, type FixRule, pass, unknown } from '../../define-check.ts';
import { azAksOf, manual } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { everyPool, isWindows, poolsOf } from '../../pools.ts';
import { type Node, NotKnown } from '../../read.ts';
import { aksDocs } from '../../references.ts';

const path = 'nodeImageVersion';

function judgeAge({ config, now }: Look) {
  return (pool: Node) => {
    const image = pool.text(path);
    const date = imageDate(image.value ?? '');
    if (!date)
      throw new NotKnown(
        `How old the node image of ${pool.object} is, is not known.`,
        image.evidence,
      );
    const most = isWindows(pool) ? config.maxNodeImageDays.windows : config.maxNodeImageDays.linux;
    return { ok: daysOld(date, now) <= most, evidence: [image.evidence] };
  };
}

function judgeLatest(look: Look) {
  const profiles = look.plane('poolUpgradeProfiles');
  return (pool: Node) => {
    const image = pool.text(path);
    const latest = profiles
      .child([pool.object.toLowerCase()])
      ?.text('properties.latestNodeImageVersion');
    if (!image.value || !latest?.value)
      throw new NotKnown(
        `Which node image is the latest for ${pool.object} is not known.`,
        latest?.evidence ?? image.evidence,
      );
    return {
      ok: imageName(image.value) === imageName(latest.value),
      evidence: [image.evidence, { ...latest.evidence, object: pool.object }],
    };
  };
}

/** `az aks nodepool upgrade --node-image-only` for each of these pools. */
function newImages(look: Look, pools: readonly Node[]): string[] {
  return pools.map(({ object }) => azAksOf(look, 'nodepool upgrade', object, '--node-image-only'));
}

/** The remediation for the pools that fail, by button; no template names an image. */
function byAction(judge: (look: Look) => Parameters<typeof failing>[1]): FixRule {
  return {
    kinds: ['action'],
    action: 'node-image',
    of(look) {
      const pools = failing(poolsOf(look), judge(look));
      return {
        kind: 'action',
        action: 'node-image',
        params: { pools: pools.map(({ object }) => object) },
        label: 'Upgrade node image…',
        commands: newImages(look, pools),
        inNoTemplate: true,
      };
    },
  };
}

const steps =
  'Bring the newest image to these pools: new nodes come up before old ones are drained. A channel (AKS-NODE-001) does it by itself from then on.';

export const checks = [
  defineCheck({
    id: 'AKS-NODE-002',
    title: 'Node images are recent',
    group: 'NODE',
    severity: 'high',
    why: 'An image holds every hole that was found since it was made. The older it is, the more ready-made exploits fit.',
    needs: ['managedCluster'],
    references: [aksDocs('node-image-upgrade')],
    evaluate(look) {
      const { linux, windows } = look.config.maxNodeImageDays;
      return everyPool(look, {
        ask: judgeAge(look),
        failed: (pools) =>
          `The node image is older than ${linux} days (Windows: ${windows}) on ${listed(pools)}.`,
        passed: 'Every node pool runs a recent image.',
      });
    },
    fix: byAction(judgeAge),
  }),
  defineCheck({
    id: 'AKS-NODE-003',
    title: 'Node images are the latest',
    group: 'NODE',
    severity: 'medium',
    why: 'Every image closes holes of the one before, and its release notes name them for everybody who reads.',
    needs: ['managedCluster', 'poolUpgradeProfiles'],
    references: [aksDocs('node-image-upgrade')],
    evaluate(look) {
      return everyPool(look, {
        ask: judgeLatest(look),
        failed: (pools) => `A newer node image is out for ${listed(pools)}.`,
        passed: 'Every node pool runs the latest image.',
      });
    },
    fix: byAction(judgeLatest),
  }),
  defineCheck({
    id: 'AKS-NODE-013',
    title: 'No known holes that a newer node image closes',
    group: 'NODE',
    severity: 'medium',
    why: 'What a newer image mends is listed publicly, hole by hole. Whoever gets into a pod picks from that list to take the node.',
    needs: ['managedCluster', 'poolUpgradeProfiles'],
    references: [aksDocs('security-vulnerability-api-reference')],
    evaluate(look) {
      const judge = judgeLatest(look);
      const pools = poolsOf(look);
      const { evidence } = look.cluster.children('properties.agentPoolProfiles');
      const answers = pools.map(judge);
      const seen = answers.flatMap((answer) => answer.evidence);
      if (pools.length === 0) return unknown('Which node pools there are is not known.', evidence);
      if (answers.every(({ ok }) => ok))
        return pass(
          'Every node pool runs the latest image: no newer one closes anything.',
          ...one(seen),
        );
      // The vulnerability data of AKS lists holes by image, but gives them no severity:
      // https://learn.microsoft.com/azure/aks/security-vulnerability-api-reference
      return unknown(
        `A newer node image is out for ${listed(pools.filter((_, at) => !answers[at]?.ok).map(({ object }) => object))} (AKS-NODE-003). Whether it closes holes of high severity is not known: AKS lists holes by image without severities.`,
        ...one(seen),
      );

      function one(pieces: typeof seen): [typeof evidence, ...typeof seen] {
        return [evidence, ...pieces];
      }
    },
    fix: manual((look) => ({
      steps,
      commands: newImages(look, failing(poolsOf(look), judgeLatest(look))),
    })),
  }),
];
