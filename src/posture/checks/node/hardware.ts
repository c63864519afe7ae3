import { clusterLines, poolLines } from '../../bicep-lines.ts';
import { failing, listed } from '../../combine.ts';
import { defineCheck, notApplicable } from '../../define-check.ts';
import { azAks, azAksOf, manual, rebuild } from '../../fixes.ts';
import type { Look } from '../../look.ts';
import { network } from '../../network.ts';
import { everyPool, isWindows, poolsOf, vmSizesOf } from '../../pools.ts';
import { type Node, NotKnown } from '../../read.ts';
import { aksDocs, checkov, psrule } from '../../references.ts';

function judgeFips(pool: Node) {
  const fips = pool.flag('enableFIPS');
  return { ok: fips.value === true, evidence: [fips.evidence] };
}

/** Generation 2 on x86 alone, and no FIPS: https://learn.microsoft.com/azure/aks/use-trusted-launch */
function canLaunchTrusted(pool: Node): boolean {
  const image = pool.word('nodeImageVersion').value ?? '';
  const isFirstGeneration = image !== '' && !/gen2|v3|containerlinux/.test(image);
  return !(
    isWindows(pool) ||
    isFirstGeneration ||
    image.includes('arm64') ||
    pool.flag('enableFIPS').value
  );
}

function judgeTrustedLaunch(pool: Node) {
  const secureBoot = pool.flag('securityProfile.enableSecureBoot');
  const vtpm = pool.flag('securityProfile.enableVTPM');
  return {
    ok: secureBoot.value === true && vtpm.value === true,
    evidence: [secureBoot.evidence, vtpm.evidence],
  };
}

/** Trusted launch and WireGuard exclude FIPS, so where it is demanded they make room for it. */
function turnOnFips(look: Look) {
  const pools = failing(poolsOf(look), judgeFips);
  const isTrusted = (pool: Node) => judgeTrustedLaunch(pool).evidence.some(({ value }) => value);
  const [trusted, others] = [true, false].map((wanted) =>
    pools.filter((pool) => isTrusted(pool) === wanted).map(({ object }) => object),
  ) as [string[], string[]];
  const encryption = `${network.advanced}.security.transitEncryption.type`;
  const hasWireGuard = look.cluster.word(encryption).value === 'wireguard';
  const lines = [
    ...(hasWireGuard ? [clusterLines(look.ref, { [encryption]: 'None' })] : []),
    poolLines(look.ref, others, { enableFIPS: true }),
    poolLines(look.ref, trusted, {
      enableFIPS: true,
      'securityProfile.enableSecureBoot': false,
      'securityProfile.enableVTPM': false,
    }),
  ];
  return {
    steps:
      'Turn FIPS on; the nodes get a new image. Trusted launch and WireGuard exclude FIPS, so they go first where they are on.',
    commands: [
      ...(hasWireGuard ? [azAks(look, 'update', '--acns-transit-encryption-type None')] : []),
      ...trusted.map((pool) =>
        azAksOf(look, 'nodepool update', pool, '--disable-secure-boot --disable-vtpm'),
      ),
      ...pools.map(({ object }) => azAksOf(look, 'nodepool update', object, '--enable-fips-image')),
    ],
    bicep: lines.filter((part) => part !== '').join('\n'),
  };
}

function judgeConfidential(pool: Node) {
  const { sizes, evidence } = vmSizesOf(pool);
  if (sizes.length === 0)
    throw new NotKnown(`On which machines ${pool.object} runs is not known.`, evidence);
  return { ok: sizes.every((size) => /^standard_(dc|ec)/i.test(size)), evidence: [evidence] };
}

export const checks = [
  defineCheck({
    id: 'AKS-NODE-008',
    title: 'FIPS images where they are demanded',
    group: 'NODE',
    severity: 'low',
    why: 'Where the law asks for validated cryptography, nodes without it put the whole cluster outside what may be run.',
    needs: ['managedCluster'],
    references: [aksDocs('enable-fips-nodes')],
    evaluate(look) {
      if (!look.config.demandFips)
        return notApplicable(
          'FIPS images are not demanded here (posture.demandFips).',
          look.cluster.children('properties.agentPoolProfiles').evidence,
        );
      return everyPool(look, {
        ask: judgeFips,
        failed: (pools) => `No FIPS image runs on ${listed(pools)}.`,
        passed: 'Every node pool runs a FIPS image.',
      });
    },
    fix: manual(turnOnFips),
  }),
  defineCheck({
    id: 'AKS-NODE-009',
    title: 'Trusted launch',
    group: 'NODE',
    severity: 'medium',
    why: 'Without secure boot and a virtual TPM a rootkit that an attacker puts below the operating system starts again with every boot, unseen.',
    needs: ['managedCluster'],
    references: [aksDocs('use-trusted-launch')],
    evaluate(look) {
      return everyPool(look, {
        which: canLaunchTrusted,
        ask: judgeTrustedLaunch,
        none: 'No node pool can have it: Windows, FIPS, Arm and machines of the first generation cannot.',
        failed: (pools) => `Secure boot or the virtual TPM is off on ${listed(pools)}.`,
        passed: 'Trusted launch is on wherever it can be.',
      });
    },
    fix: manual((look) => {
      const pools = failing(poolsOf(look).filter(canLaunchTrusted), judgeTrustedLaunch).map(
        ({ object }) => object,
      );
      return {
        steps:
          'Turn both on; every node of the pool gets a new image. Machine sizes without it need a new pool.',
        commands: pools.map((pool) =>
          azAksOf(look, 'nodepool update', pool, '--enable-secure-boot --enable-vtpm'),
        ),
        bicep: poolLines(look.ref, pools, {
          'securityProfile.enableSecureBoot': true,
          'securityProfile.enableVTPM': true,
        }),
      };
    }),
  }),
  defineCheck({
    id: 'AKS-NODE-010',
    title: 'Ephemeral disks for the operating system',
    group: 'NODE',
    severity: 'low',
    why: 'What an attacker leaves on a lasting disk survives a re-image of the node, and copies of it lie in storage.',
    needs: ['managedCluster'],
    references: [psrule('EphemeralOSDisk'), checkov('CKV_AZURE_226'), aksDocs('concepts-storage')],
    evaluate(look) {
      return everyPool(look, {
        ask(pool) {
          const type = pool.word('osDiskType');
          return { ok: type.value === 'ephemeral', evidence: [type.evidence] };
        },
        failed: (pools) => `The disk of the operating system is a lasting one on ${listed(pools)}.`,
        passed: 'Every node pool has ephemeral disks.',
      });
    },
    fix: rebuild(
      'Azure sets the type of disk only when a node pool is created: add a pool, move the workloads, delete the old one. The cluster itself can stay.',
    ),
  }),
  defineCheck({
    id: 'AKS-NODE-018',
    title: 'Confidential nodes where they are demanded',
    group: 'NODE',
    severity: 'info',
    why: 'On ordinary machines the operator of the host, or who has taken it over, can read the memory of the pods.',
    needs: ['managedCluster'],
    references: [aksDocs('use-cvm')],
    evaluate(look) {
      const { confidentialTag } = look.config;
      return everyPool(look, {
        which: (pool) => pool.word(['tags', confidentialTag]).value === 'true',
        ask: judgeConfidential,
        none: `No node pool carries the tag ${confidentialTag}: true.`,
        failed: (pools) => `Ordinary machines carry the tagged ${listed(pools)}.`,
        passed: 'Every tagged node pool runs on confidential machines.',
      });
    },
    fix: rebuild(
      'The size of its machines is set when a node pool is created: add a pool of a DCas or ECas size, move the workloads, delete the old one. The cluster itself can stay.',
    ),
  }),
];
