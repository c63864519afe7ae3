import { clusterPart, type Draft, leave, type Part } from '../draft.ts';
import { hasWindows } from '../own-network.ts';

const profile = 'properties.networkProfile';
const virtualNodes = 'properties.addonProfiles.aciConnectorLinux.enabled';

/** How pods are connected, what keeps them apart, and how traffic leaves. */
export function network(draft: Draft): void {
  const cluster = clusterPart(draft);
  if (cluster.word(`${profile}.networkPlugin`) === 'none') {
    leave(draft, {
      check: 'AKS-NET-001',
      path: `${profile}.networkPlugin`,
      why: 'The cluster brings its own network plugin: install it, and its network policies, again.',
    });
    for (const setting of ['networkPolicy', 'networkDataplane', 'advancedNetworking'])
      cluster.drop(`${profile}.${setting}`, { why: 'A plugin of one’s own brings its own.' });
  } else {
    plugin(cluster);
    policy(draft, cluster);
    observability(draft, cluster);
  }
  outbound(draft, cluster);
}

function plugin(cluster: Part): void {
  if (cluster.word(`${profile}.networkPlugin`) === 'azure') {
    cluster.set(`${profile}.networkPlugin`, cluster.get(`${profile}.networkPlugin`), {
      check: 'AKS-NET-024',
      why: 'Supported for the years to come.',
    });
    return;
  }
  cluster.set(`${profile}.networkPlugin`, 'azure', {
    check: 'AKS-NET-024',
    why: 'kubenet is retired on 31 March 2028.',
  });
  cluster.set(`${profile}.networkPluginMode`, 'overlay', {
    check: 'AKS-EOL-002',
    why: 'Pods have addresses of their own, as under kubenet.',
  });
}

/** Cilium knows neither Windows nodes nor virtual ones. https://learn.microsoft.com/azure/aks/azure-cni-powered-by-cilium */
function policy(draft: Draft, cluster: Part): void {
  const present = cluster.word(`${profile}.networkPolicy`);
  const withoutCilium = hasWindows(draft) || cluster.isOn(virtualNodes);
  if (present === 'calico' || withoutCilium) {
    cluster.set(`${profile}.networkPolicy`, 'calico', {
      check: present === 'azure' ? 'AKS-EOL-001' : 'AKS-NET-001',
      why: 'Network policies are enforced; Cilium knows neither Windows nodes nor virtual ones.',
    });
    if (cluster.word(`${profile}.networkDataplane`) === 'cilium')
      cluster.set(`${profile}.networkDataplane`, 'azure', {
        check: 'AKS-NET-001',
        why: 'Calico works on Azure’s data plane.',
      });
    return;
  }
  cluster.set(`${profile}.networkPolicy`, 'cilium', {
    check: present === 'azure' ? 'AKS-EOL-001' : 'AKS-NET-001',
    why: 'Network policies are enforced, by an engine that is not about to be retired.',
  });
  cluster.set(`${profile}.networkDataplane`, 'cilium', {
    check: 'AKS-NET-001',
    why: 'The policy engine needs it.',
  });
}

function observability(draft: Draft, cluster: Part): void {
  const advanced = `${profile}.advancedNetworking`;
  cluster.set(`${advanced}.enabled`, true, {
    check: 'AKS-LOG-009',
    why: 'Flows between pods can be seen; it is charged by the node.',
  });
  cluster.set(`${advanced}.observability.enabled`, true, {
    check: 'AKS-LOG-009',
    why: 'Flows between pods can be seen.',
  });
  if (cluster.word(`${profile}.networkDataplane`) !== 'cilium') {
    cluster.drop(`${advanced}.security`, { check: 'AKS-NET-013', why: 'It needs Cilium.' });
    return;
  }
  cluster.set(`${advanced}.security.enabled`, true, {
    check: 'AKS-NET-013',
    why: 'Egress can be limited by name.',
  });
  const level = cluster.word(`${advanced}.security.advancedNetworkPolicies`);
  cluster.set(`${advanced}.security.advancedNetworkPolicies`, level === 'l7' ? 'L7' : 'FQDN', {
    check: 'AKS-NET-013',
    why: 'Egress can be limited by name.',
  });
  encryption(draft, cluster, `${advanced}.security.transitEncryption.type`);
}

/**
 * WireGuard's algorithms are not FIPS', and the kernel of sandboxed pods has none of it.
 * https://learn.microsoft.com/azure/aks/container-network-security-wireguard-encryption-concepts
 */
function encryption(draft: Draft, cluster: Part, path: string): void {
  const without = draft.pools.filter(
    (pool) => pool.enableFIPS === true || /^kata/i.test(String(pool.workloadRuntime)),
  );
  if (without.length > 0) {
    cluster.drop(path, { check: 'AKS-NET-014', why: 'It does not work on some of the pools.' });
    leave(draft, {
      check: 'AKS-NET-014',
      path,
      why: `WireGuard does not work on ${without.map(({ name }) => name).join(', ')} (FIPS, or sandboxed pods); encrypt traffic by a service mesh.`,
    });
    return;
  }
  cluster.set(path, 'WireGuard', {
    check: 'AKS-NET-014',
    why: 'Traffic between nodes is encrypted.',
  });
}

const restricted = ['userdefinedrouting', 'none', 'block'];

function outbound(draft: Draft, cluster: Part): void {
  cluster.set(`${profile}.loadBalancerSku`, 'standard', {
    check: 'AKS-NET-019',
    why: 'The Basic load balancer is retired.',
  });
  const type = cluster.word(`${profile}.outboundType`) || 'loadbalancer';
  if (!restricted.includes(type))
    leave(draft, {
      check: 'AKS-NET-010',
      path: `${profile}.outboundType`,
      why: 'Traffic leaves unfiltered, as it does now. To filter it, bring a subnet whose route leads to a firewall, and set userDefinedRouting.',
    });
  if (type === 'userdefinedrouting')
    leave(draft, {
      check: 'AKS-NET-011',
      path: `${profile}.outboundType`,
      why: 'The route table of the nodes’ subnet has to lead to your firewall before the cluster is created.',
    });
  ownAddresses(draft, cluster);
}

/** An address or prefix serves one load balancer at a time, and the old cluster's has it. */
function ownAddresses(draft: Draft, cluster: Part): void {
  const balancer = `${profile}.loadBalancerProfile`;
  const brought = ['outboundIPs', 'outboundIPPrefixes'].filter(
    (key) => cluster.get(`${balancer}.${key}`) !== undefined,
  );
  for (const key of brought)
    cluster.drop(`${balancer}.${key}`, { why: 'The old cluster uses these addresses.' });
  if (brought.length === 0) return;
  cluster.set(
    `${balancer}.managedOutboundIPs`,
    { count: 1 },
    {
      why: 'The old cluster uses the addresses that you brought.',
    },
  );
  leave(draft, {
    path: balancer,
    why: 'Traffic leaves through new addresses: tell whoever filters by them, or assign yours once the old cluster is gone.',
  });
}
