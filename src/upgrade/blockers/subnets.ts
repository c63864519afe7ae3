import type { Json, Snapshot } from '../../fleet/snapshot.ts';
import type { ClusterFacts, PoolFacts } from '../facts.ts';
import { counted, someOf } from '../words.ts';
import type { Blocker, BlockerFinding } from './types.ts';

const topic = 'Addresses for surge nodes';
/** https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq */
const keptByAzure = 5;

/** New nodes come before old ones go, and need addresses meanwhile; pools are upgraded one after the other. */
export const subnetRoom: Blocker = ({ snapshot, facts }) => {
  const networks = snapshot.planes.virtualNetworks;
  const pools = facts.pools.filter(({ isStopped }) => !isStopped);
  if (networks.state === 'unreadable')
    return [
      {
        ...{ topic, verdict: 'unknown', help: networks.help },
        message: `Whether the subnets have room for surge nodes is not known: ${networks.reason}.`,
      },
    ];
  const bySubnet = Map.groupBy(pools, ({ subnetId }) => subnetId?.toLowerCase() ?? '');
  const nodes = [...bySubnet].map(([id, those]) =>
    judge(those, facts, findSubnet(snapshot, networks.value, id)),
  );
  const elsewhere = pools.filter(({ podSubnetId }) => podSubnetId !== null);
  return elsewhere.length > 0 ? [...nodes, ofPods(elsewhere)] : nodes;
};

/** Addresses for pods are given in blocks, and only some of a subnet's are seen from outside. */
function ofPods(pools: readonly PoolFacts[]): BlockerFinding {
  return {
    ...{ topic, verdict: 'unknown' },
    message: `Whether the subnets that pods of ${someOf(pools.map(({ name }) => name))} take addresses from have room for those of surge nodes is not looked at.`,
  };
}

function judge(
  pools: readonly PoolFacts[],
  facts: ClusterFacts,
  subnet: { subnet: Json; isOwn: boolean } | null,
): BlockerFinding {
  const names = pools.map(({ name }) => name).join(', ');
  if (!subnet)
    return {
      ...{ topic, verdict: 'unknown' },
      message: `The subnet of pool ${names} could not be read, so whether surge nodes fit in is not known.`,
    };
  const { properties, name } = subnet.subnet;
  const total = addressesIn(properties);
  const listed: unknown = properties?.ipConfigurations;
  const ours = pools.reduce((sum, pool) => sum + pool.count * perNode(pool, facts), 0);
  // In a network that AKS made for itself nobody else takes addresses.
  const used = Array.isArray(listed) ? listed.length : subnet.isOwn ? ours : null;
  const need = Math.max(...pools.map((pool) => pool.surge * perNode(pool, facts)));
  if (total === null || used === null)
    return {
      ...{ topic, verdict: 'unknown' },
      message: `How many addresses of subnet ${name} are taken is not known; ${counted(need, 'address', 'addresses')} are needed while pool ${names} is upgraded.`,
    };
  const free = Math.max(0, total - keptByAzure - Math.max(used, ours));
  const said = `Subnet ${name} has ${free} free addresses, and ${need} are needed for surge nodes of ${names}`;
  return free >= need
    ? { topic, verdict: 'clear', message: `${said}.` }
    : {
        ...{ topic, verdict: 'blocks', message: `${said}.` },
        help: 'Lower maxSurge, scale a pool down meanwhile, or use a larger subnet.',
      };
}

/** With Azure CNI in the subnet of the nodes, every pod that a node may have takes an address at once. */
function perNode({ maxPods, podSubnetId }: PoolFacts, { plugin, isOverlay }: ClusterFacts): number {
  return plugin === 'azure' && !isOverlay && podSubnetId === null ? maxPods + 1 : 1;
}

function findSubnet(
  { planes }: Snapshot,
  networks: Record<string, Json | null>,
  id: string,
): { subnet: Json; isOwn: boolean } | null {
  const cluster = planes.managedCluster;
  const group =
    cluster.state === 'read' ? String(cluster.value?.properties?.nodeResourceGroup) : '';
  const own = `/resourcegroups/${group}/`.toLowerCase();
  const subnets: Json[] = Object.values(networks).flatMap(
    (network) => network?.properties?.subnets ?? [],
  );
  const found = subnets.find((each) =>
    id === '' ? String(each.id).toLowerCase().includes(own) : String(each.id).toLowerCase() === id,
  );
  return found ? { subnet: found, isOwn: id === '' } : null;
}

/** IPv4 addresses of all its prefixes; null where none is said. */
function addressesIn(properties: Json): number | null {
  const prefixes: string[] = properties?.addressPrefixes ?? [properties?.addressPrefix];
  const lengths = prefixes
    .filter((each) => typeof each === 'string' && !each.includes(':'))
    .map((each) => Number(each.split('/')[1]));
  if (lengths.length === 0 || lengths.some((each) => !(each >= 0 && each <= 32))) return null;
  return lengths.reduce((sum, length) => sum + 2 ** (32 - length), 0);
}
