/**
 * The pretend fleet: three environments, three regions, and most of what goes wrong in real ones.
 * Addresses are from the ranges for documentation (RFC 5737).
 */
import { activityLogAlerts } from './alerts.ts';
import { createBuilder, type MakeCluster, type Where } from './builder.ts';
import { applicationGateway, istio, publicIngress } from './gateways.ts';
import { governance } from './governance.ts';
import { identities } from './identities.ts';
import { allowRule, handMadeRule, ownNetwork } from './networks.ts';
import { ownEtcdKey, protection } from './protection.ts';
import {
  auditLogs,
  egress,
  egressPrefix,
  logs,
  maintenanceWindows,
  natGateway,
  privateEndpoint,
  trustedAccess,
  userDefinedRouting,
  workspaces,
} from './surroundings.ts';
import {
  also,
  authorizedRanges,
  calico,
  careless,
  failed,
  hardened,
  hardenedNodes,
  isPrivate,
  localAccountsOn,
  longTermSupport,
  pool,
  reallyHas,
  runCommandOn,
  stopped,
  systemPool,
  tags,
  upgradingTo,
  windowsPool,
  withoutEntra,
  withPreviewSettings,
} from './traits.ts';
import {
  type Fleet,
  groupId,
  type PretendCluster,
  subscriptionResource,
  tenantId,
} from './wire.ts';

/** The office and the build agents: most clusters let both in. */
const office = '203.0.113.0/26';
const buildAgents = '198.51.100.16/28';

const weu = { region: 'weu' } as const;
const neu = { region: 'neu' } as const;
const eus = { region: 'eus' } as const;
const shop = { app: 'shop', team: 'storefront' } as const;
const pay = { app: 'pay', team: 'payments' } as const;
const data = { app: 'data', team: 'insights' } as const;
const prod = { env: 'prod' } as const;
const staging = { env: 'staging' } as const;
const dev = { env: 'dev' } as const;

const where = (...parts: Partial<Where>[]) => Object.assign({}, ...parts) as Where;

/** A fresh copy of the whole fleet as it is on the day `now`. */
export function createFleet({ now = new Date() }: { now?: Date } = {}): Fleet {
  const cluster = createBuilder({ now });
  const clusters = [...shopClusters(cluster), ...dataClusters(cluster), ...payClusters(cluster)];
  return {
    tenantId,
    subscriptions: (['production', 'nonProduction', 'payments'] as const).map(subscriptionResource),
    clusters,
    workspaces: workspaces(),
    activityLogAlerts: activityLogAlerts(),
    around: [...protection(clusters), ...governance(clusters, now), ...identities(clusters)],
  };
}

function shopClusters(cluster: MakeCluster): PretendCluster[] {
  return [
    // The cluster of the story: well kept, two authorized ranges, and somebody on call needs a third.
    cluster(
      'aks-prod-weu',
      where(weu, prod, shop, { version: '1.35.8' }),
      hardened,
      egress('192.0.2.10'),
      authorizedRanges(office, buildAgents),
      runCommandOn,
      localAccountsOn,
      pool({ name: 'apps', count: 6, autoscale: { min: 3, max: 12 }, maxSurge: '33%' }),
      hardenedNodes,
    ),
    // What all of them should look like; Terraform keeps it, and says so in a tag.
    cluster(
      'aks-prod-neu',
      where(neu, prod, shop, { version: '1.36.5' }),
      hardened,
      egress('192.0.2.20'),
      authorizedRanges(office, buildAgents),
      systemPool({ os: 'AzureLinux', weeksOld: 0 }),
      pool({ name: 'apps', count: 4, os: 'AzureLinux', weeksOld: 0, maxSurge: '33%' }),
      ownNetwork({
        subscription: 'production',
        name: 'vnet-prod-neu',
        ddosProtection: true,
        encrypted: true,
      }),
      ownEtcdKey('kv-prod-neu', { daysOld: 40, expiresInDays: 325 }),
      hardenedNodes,
      tags({ 'managed-by': 'terraform' }),
    ),
    // Leaves through a firewall: which addresses that are, Azure cannot say.
    cluster(
      'aks-prod-eus',
      where(eus, prod, shop, { version: '1.35.9' }),
      hardened,
      userDefinedRouting,
      authorizedRanges(office, buildAgents, '192.0.2.96/30'),
      pool({ name: 'apps', count: 5, maxSurge: '33%' }),
      ownNetwork({ subscription: 'production', name: 'vnet-prod-eus', firewall: '10.0.0.4' }),
    ),
    // Fair, but its API server answers the whole Internet.
    cluster(
      'aks-staging-weu',
      where(weu, staging, shop, { version: '1.35.8' }),
      egress('192.0.2.30'),
      maintenanceWindows(),
      logs('audit-admin', ['kube-audit-admin', 'guard']),
      pool({ name: 'apps', count: 3, weeksOld: 5 }),
      applicationGateway('Detection'),
      ownNetwork({
        subscription: 'nonProduction',
        name: 'vnet-staging-weu',
        rules: [allowRule('ssh-for-vendor', ['22'], 110)],
      }),
    ),
    // In the middle of an upgrade: nothing else can be done to it now.
    cluster(
      'aks-staging-neu',
      where(neu, staging, shop, { version: '1.35.9' }),
      hardened,
      egress('192.0.2.40'),
      authorizedRanges(office),
      publicIngress,
      pool({ name: 'apps', count: 3, weeksOld: 3 }),
      upgradingTo('1.36.5'),
    ),
    // Its last operation failed for want of quota.
    cluster(
      'aks-staging-eus',
      where(eus, staging, shop, { version: '1.34.12' }),
      egress('192.0.2.50'),
      authorizedRanges(office, '198.51.100.0/24'),
      logs('everything', ['group:allLogs'], { workspace: 'log-platform-eus' }),
      pool({ name: 'apps', count: 2, version: '1.34.11', weeksOld: 9 }),
      failed,
    ),
    // Open to everybody, nothing logged, nothing kept up to date.
    cluster(
      'aks-dev-weu',
      where(weu, dev, shop, { version: '1.34.11' }),
      egress('192.0.2.60'),
      also((p) => {
        p.autoUpgradeProfile = { upgradeChannel: 'none', nodeOSUpgradeChannel: 'Unmanaged' };
      }),
      systemPool({ count: 1, weeksOld: 14 }),
      handMadeRule('debug', '22'),
      also((p) => {
        p.addonProfiles.httpApplicationRouting = { enabled: true, config: {} };
        p.agentPoolProfiles[0].enableNodePublicIP = true;
      }),
    ),
    // Stopped for the night, as development clusters are.
    cluster(
      'aks-dev-neu',
      where(neu, dev, shop, { version: '1.36.4' }),
      egress('192.0.2.70'),
      authorizedRanges(office),
      logs('audit', ['-kube-audit', '-guard']),
      stopped,
    ),
    // Forgotten: no Entra, a service principal, a version past every support; and a tag with an edge.
    cluster(
      'aks-dev-eus',
      where(eus, dev, shop, { version: '1.31.11' }),
      careless,
      withoutEntra,
      egress('192.0.2.80'),
      logs('audit', ['group:audit'], { workspace: 'log-deleted-in-spring' }),
      systemPool({ weeksOld: 52 }),
      tags({ note: '<!channel> & "do not touch" <https://example.com|click>' }),
    ),
  ];
}

function dataClusters(cluster: MakeCluster): PretendCluster[] {
  const stranger = { subscriptionId: '99999999-0000-4000-8000-000000000009' };
  return [
    // Private: reached through endpoints, of which one waits for somebody's word.
    cluster(
      'aks-data-prod-weu',
      where(weu, prod, data, { version: '1.36.4' }),
      hardened,
      isPrivate,
      egress('192.0.2.110'),
      privateEndpoint('pe-hub', 'Approved', 'production'),
      privateEndpoint('pe-vendor', 'Pending', stranger),
      trustedAccess(
        'ml-training',
        `${groupId('production', 'rg-data')}/providers/Microsoft.MachineLearningServices/workspaces/ml-insights`,
        'Microsoft.MachineLearningServices/workspaces/mlworkload',
      ),
    ),
    // Here the autoscaler has added nodes that the cluster's document does not count yet.
    cluster(
      'aks-data-prod-neu',
      where(neu, prod, data, { version: '1.35.9' }),
      hardened,
      natGateway('192.0.2.120', '192.0.2.121'),
      authorizedRanges(office, buildAgents),
      pool({ name: 'spark', count: 3, autoscale: { min: 2, max: 30 }, vmSize: 'Standard_E8ds_v5' }),
      reallyHas('spark', 11),
      istio(['asm-1-28', 'asm-1-29']),
    ),
    // In several preview programmes at once: settings that no SDK has heard of.
    cluster(
      'aks-data-staging-weu',
      where(weu, staging, data, { version: '1.37.1' }),
      hardened,
      egress('192.0.2.130'),
      authorizedRanges(office, buildAgents),
      pool({ name: 'spark', count: 2 }),
      withPreviewSettings,
    ),
    // A service tag in the list lets in every customer of Azure.
    cluster(
      'aks-data-dev-weu',
      where(weu, dev, data, { version: '1.36.5' }),
      egress('192.0.2.140'),
      authorizedRanges('AzureCloud', office),
      calico,
      logs('both', ['kube-audit', 'kube-audit-admin', 'guard']),
    ),
  ];
}

function payClusters(cluster: MakeCluster): PretendCluster[] {
  return [
    // Two clusters of one name: this one in the subscription of the payments team …
    cluster(
      'aks-pay-prod',
      where(weu, prod, pay, {
        version: '1.36.5',
        subscription: 'payments',
        resourceGroup: 'rg-pay-weu',
      }),
      hardened,
      egressPrefix('192.0.2.160/30'),
      authorizedRanges(office, buildAgents),
      pool({ name: 'cards', count: 4, maxSurge: '33%' }),
      applicationGateway('Prevention'),
      istio(['asm-1-29'], { vault: 'kv-pay-ca' }),
      ownEtcdKey('kv-pay-prod', { daysOld: 345, expiresInDays: 20, purgeProtection: false }),
    ),
    // … and its older brother in the shared one, which still does the night's settlement.
    cluster(
      'aks-pay-prod',
      where(neu, prod, pay, { version: '1.35.8', resourceGroup: 'rg-pay-neu' }),
      egress('192.0.2.170'),
      authorizedRanges('203.0.113.0/24', '198.51.100.0/24', '0.0.0.0/1'),
      auditLogs('log-platform-eus'),
      maintenanceWindows({ hours: 4 }),
    ),
    // Only its own nodes reach its API server: that is what 0.0.0.0/32 means.
    cluster(
      'aks-pay-staging-weu',
      where(weu, staging, pay, { version: '1.36.4' }),
      hardened,
      egress('192.0.2.180'),
      authorizedRanges('0.0.0.0/32'),
    ),
    // Old, but paid for, for what prints invoices on Windows. Its policies leave the metadata service open.
    cluster(
      'aks-pay-dev-weu',
      where(weu, dev, pay, { version: '1.33.16' }),
      longTermSupport,
      windowsPool('win', 1),
      also((p) => {
        p.networkProfile.networkPolicy = 'azure';
      }),
      egress('192.0.2.190'),
      authorizedRanges(office),
      logs('audit', ['group:audit'], { legacy: true }),
    ),
  ];
}
