import type { Json } from '../../../fleet/snapshot.ts';
import { Code } from '../bicep/values.ts';
import { type Draft, leave, type Part, parameter, poolPart } from '../draft.ts';
import { bringsOwnNetwork } from '../own-network.ts';
import { readVmSize } from '../vm-size.ts';

/** Pools keep their names, sizes, zones, labels and taints. */
export function pools(draft: Draft): void {
  subnets(draft);
  const [first] = draft.pools;
  for (const pool of draft.pools) {
    const part = poolPart(draft, pool);
    if (pool === first)
      part.set('mode', 'System', { why: 'A cluster is created with a system pool.' });
    shape(draft, pool, part);
    hardened(draft, pool, part);
    upgrades(draft, part);
  }
  systemTaints(draft);
  stateful(draft);
}

function shape(draft: Draft, pool: Json, part: Part): void {
  part.set(
    'type',
    part.word('type') === 'virtualmachines' ? pool.type : 'VirtualMachineScaleSets',
    {
      check: 'AKS-EOL-004',
      why: 'Availability sets are out of support.',
    },
  );
  const isFirst = pool === draft.pools[0];
  if (isFirst && part.get('count') === 0)
    part.set('count', 1, { why: 'A stopped cluster tells no counts; a system pool needs a node.' });
  else if (part.get('count') === 0)
    leave(draft, {
      path: `agentPools[${pool.name}].count`,
      why: 'The pool has no nodes now, maybe because the cluster is stopped: say how many it needs.',
    });
  const maxPods = part.get('maxPods');
  if (typeof maxPods === 'number' && maxPods < 50)
    part.set('maxPods', 50, {
      check: 'AKS-REL-007',
      why: 'Fewer pods a node can be set only at creation, and waste nodes.',
    });
  localOsDisk(draft, pool, part);
  const labels = Object.keys((part.get('nodeLabels') as object | undefined) ?? {});
  for (const label of labels.filter((one) => /^kubernetes\.azure\.com\//i.test(one)))
    delete pool.nodeLabels[label];
}

function hardened(draft: Draft, pool: Json, part: Part): void {
  part.set('enableEncryptionAtHost', true, {
    check: 'AKS-NODE-006',
    why: 'Disks and caches are encrypted on the host; only a new pool can have it.',
  });
  part.set('enableNodePublicIP', false, {
    check: 'AKS-NET-015',
    why: 'Nodes cannot be reached from the Internet.',
  });
  part.drop('nodePublicIPPrefixID', {
    check: 'AKS-NET-015',
    why: 'Nodes have no public addresses.',
  });
  part.drop('kubeletConfig.allowedUnsafeSysctls', {
    check: 'AKS-NODE-015',
    why: 'Unsafe sysctls reach beyond their pod.',
  });
  part.drop('enableCustomCATrust', {
    check: 'AKS-EOL-006',
    why: 'A retired preview; certificates are given in the security profile.',
  });
  const optOut = 'aks-disable-kubelet-serving-certificate-rotation';
  if (pool.tags && Object.hasOwn(pool.tags, optOut))
    part.drop(`tags.${optOut}`, {
      check: 'AKS-NODE-016',
      why: 'Certificates of kubelets are rotated.',
    });
  if (part.word('osType') === 'windows') return;
  processes(part);
  const ssh = part.get('securityProfile.sshAccess');
  const asksEntra = part.word('securityProfile.sshAccess') === 'entraid';
  part.set('securityProfile.sshAccess', asksEntra ? ssh : 'Disabled', {
    check: 'AKS-NODE-011',
    why: 'Nobody signs in to nodes; kubectl debug is enough, and is in the audit log.',
  });
  trustedLaunch(draft, pool, part);
}

/** Enough for large programs, too few for a fork bomb. https://learn.microsoft.com/azure/aks/custom-node-configuration */
const mostProcesses = 4096;

function processes(part: Part): void {
  const present = part.get('kubeletConfig.podMaxPids');
  const isLimited = typeof present === 'number' && present > 0;
  part.set('kubeletConfig.podMaxPids', isLimited ? present : mostProcesses, {
    check: 'AKS-NODE-015',
    why: 'One pod cannot take its node down by starting processes; only a new pool can have it.',
  });
}

const launchSettings = ['enableSecureBoot', 'enableVTPM'];

function trustedLaunch(draft: Draft, pool: Json, part: Part): void {
  const obstacle = launchObstacle(pool);
  if (!obstacle) {
    for (const setting of launchSettings)
      part.set(`securityProfile.${setting}`, true, {
        check: 'AKS-NODE-009',
        why: 'Nodes boot only what is signed; only a new pool can have it.',
      });
    return;
  }
  leave(draft, {
    check: 'AKS-NODE-009',
    path: `agentPools[${pool.name}].securityProfile`,
    why: `Trusted launch: ${obstacle.why}.`,
  });
  if (!obstacle.isCertain) return;
  for (const setting of launchSettings)
    if (part.isOn(`securityProfile.${setting}`))
      part.drop(`securityProfile.${setting}`, { check: 'AKS-NODE-009', why: obstacle.why });
}

/** https://learn.microsoft.com/azure/aks/use-trusted-launch#limitations */
function launchObstacle(pool: Json): { why: string; isCertain: boolean } | undefined {
  const size = readVmSize(pool.vmSize);
  if (pool.enableFIPS === true) return { why: 'FIPS images exclude it', isCertain: true };
  if (/^kata/i.test(String(pool.workloadRuntime)))
    return { why: 'sandboxed pods exclude it', isCertain: true };
  if (!size)
    return { why: `whether the size ${pool.vmSize} supports it is not known`, isCertain: false };
  if (size.isArm || size.isConfidential || size.version < 2)
    return { why: `the size ${pool.vmSize} does not support it`, isCertain: true };
  return size.hasGpu
    ? { why: 'how drivers of GPUs are installed has to be decided first', isCertain: false }
    : undefined;
}

function localOsDisk(draft: Draft, pool: Json, part: Part): void {
  const reason = {
    check: 'AKS-NODE-010' as const,
    why: 'Nothing that was on a node outlives it; only a new pool can have it.',
  };
  const room = readVmSize(pool.vmSize)?.localDiskGiB;
  const needed =
    typeof pool.osDiskSizeGB === 'number' && pool.osDiskSizeGB > 0 ? pool.osDiskSizeGB : 128;
  if (part.word('osDiskType') === 'ephemeral' || (room !== undefined && room >= needed))
    part.set('osDiskType', 'Ephemeral', reason);
  else
    leave(draft, {
      check: reason.check,
      path: `agentPools[${pool.name}].osDiskType`,
      why: `Whether a system disk of ${needed} GiB fits into the host of a ${pool.vmSize} is not known; choose a size with a local disk that is large enough for Ephemeral.`,
    });
}

/** More than one node at a time, as AKS-UPG-010 asks. */
function upgrades(draft: Draft, part: Part): void {
  const surge = String(part.get('upgradeSettings.maxSurge') ?? '');
  const isGood = /^[1-9]\d*%$/.test(surge) || (/^\d+$/.test(surge) && Number(surge) > 1);
  part.set('upgradeSettings.maxSurge', isGood ? part.get('upgradeSettings.maxSurge') : '33%', {
    check: 'AKS-UPG-010',
    why: 'Upgrades end within their window.',
  });
  if (part.get('upgradeSettings.drainTimeoutInMinutes') === undefined)
    part.set('upgradeSettings.drainTimeoutInMinutes', 30, {
      check: 'AKS-UPG-010',
      why: 'A drain that hangs does not stop an upgrade for ever.',
    });
  const version = draft.parameters.find(({ name }) => name === 'kubernetesVersion');
  part.set('orchestratorVersion', new Code('kubernetesVersion', version?.default), {
    check: 'AKS-UPG-003',
    why: 'Every pool runs the version of the control plane.',
  });
}

/** Each subnet of the old pools is a parameter; where the network needs one and none is known, people say it. */
function subnets(draft: Draft): void {
  const names = new Map<string, string>();
  const cluster = draft.look.cluster;
  // The route table of kubenet belongs to its cluster, and with it the subnet.
  const isTied = cluster.word('properties.networkProfile.networkPlugin').value === 'kubenet';
  const of = (id: string | undefined, what: 'node' | 'pod') => {
    const key = `${what} ${id?.toLowerCase()}`;
    const count = [...names.keys()].filter((other) => other.startsWith(what)).length;
    const name = names.get(key) ?? `${what}SubnetId${count === 0 ? '' : count + 1}`;
    names.set(key, name);
    return parameter(draft, {
      name,
      type: 'string',
      description:
        what === 'node'
          ? 'ARM id of the subnet of the nodes'
          : 'ARM id of the subnet from which pods get their addresses',
      ...(id && !isTied && { default: id }),
    });
  };
  const needed = bringsOwnNetwork(draft);
  for (const pool of draft.pools) {
    if (pool.vnetSubnetID || needed) pool.vnetSubnetID = of(pool.vnetSubnetID, 'node');
    if (pool.podSubnetID) pool.podSubnetID = of(pool.podSubnetID, 'pod');
  }
}

const onlyAddons = 'CriticalAddonsOnly=true:NoSchedule';

function systemTaints(draft: Draft): void {
  const isSystem = (pool: Json) => String(pool.mode).toLowerCase() === 'system';
  const system = draft.pools.filter(isSystem);
  const { mode } = draft.cluster.properties.nodeProvisioningProfile ?? {};
  if (system.length === draft.pools.length && String(mode).toLowerCase() !== 'auto') {
    leave(draft, {
      check: 'AKS-NODE-017',
      path: 'agentPools',
      why: 'All pools are system pools, so workloads run beside the cluster’s own parts: add a user pool.',
    });
    return;
  }
  for (const pool of system) {
    const part = poolPart(draft, pool);
    const taints = part.list('nodeTaints');
    part.set('nodeTaints', taints.includes(onlyAddons) ? taints : [...taints, onlyAddons], {
      check: 'AKS-NODE-017',
      why: 'Workloads stay off the nodes of the cluster’s own parts.',
    });
  }
}

/** Nothing here says for certain what a pool holds; these are hints enough to ask. */
const statefulHints =
  /\b(?:stateful|database|db|sql|postgres|mysql|mongo|redis|kafka|elastic|cassandra|storage)\w*/i;

function stateful(draft: Draft): void {
  const suspects = draft.pools.filter((pool) => {
    const words = JSON.stringify([pool.name, pool.nodeLabels, pool.nodeTaints, pool.tags]);
    return statefulHints.test(words) || readVmSize(pool.vmSize)?.family === 'L';
  });
  const names = suspects.map(({ name }) => name).join(', ');
  leave(draft, {
    path: 'persistent volumes',
    why: `Disks and shares stay with the old cluster: back them up and restore them, in the same zones.${names ? ` These pools look as if they held data: ${names}.` : ''}`,
  });
}
