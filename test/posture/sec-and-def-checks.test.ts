import { testSurrounded } from './support/judge-surrounded.ts';
import { keyId, vaultId } from './support/surrounded.ts';

const vault = vaultId.toLowerCase();
const key = keyId.toLowerCase();
const provider = 'azureKeyvaultSecretsProvider';

const withoutKey = (p: { securityProfile: Record<string, unknown> }) => {
  delete p.securityProfile.azureKeyVaultKms;
};

testSurrounded('AKS-SEC-001', [
  { when: 'the add-on is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    change: (p) => {
      p.addonProfiles[provider] = { enabled: false };
    },
    fix: 'azure-keyvault-secrets-provider',
  },
  {
    when: 'it is not there',
    is: 'fail',
    change: (p) => {
      delete p.addonProfiles;
    },
  },
]);

testSurrounded('AKS-SEC-002', [
  { when: 'rotation is on, as text', is: 'pass' },
  {
    when: 'rotation is off, as text',
    is: 'fail',
    change: (p) => {
      p.addonProfiles[provider].config.enableSecretRotation = 'False';
    },
  },
  {
    when: 'nothing is said',
    is: 'fail',
    change: (p) => {
      p.addonProfiles[provider].config = null;
    },
  },
  {
    when: 'the add-on is off',
    is: 'not-applicable',
    change: (p) => {
      p.addonProfiles[provider].enabled = false;
    },
  },
]);

testSurrounded('AKS-SEC-003', [
  { when: 'a key of one’s own encrypts', is: 'pass' },
  { when: 'none does', is: 'fail', change: withoutKey, fix: 'azure-keyvault-kms' },
  {
    when: 'no key is named',
    is: 'fail',
    change: (p) => {
      p.securityProfile.azureKeyVaultKms = { enabled: true };
    },
  },
  {
    when: 'only the nodes’ disks are encrypted',
    is: 'fail',
    change: (p) => {
      withoutKey(p);
      p.agentPoolProfiles[0].enableEncryptionAtHost = true;
    },
  },
  {
    when: 'Azure encrypts once more',
    is: 'pass',
    change: (p) => {
      p.securityProfile = {
        kubernetesResourceObjectEncryptionProfile: { infrastructureEncryption: 'Enabled' },
      };
    },
  },
]);

const daysFromNow = (days: number) => Date.parse('2026-11-23T12:00:00Z') / 1000 + days * 86_400;
testSurrounded('AKS-SEC-004', [
  { when: 'key and vault are protected', is: 'pass' },
  { when: 'there is no such key', is: 'not-applicable', change: withoutKey },
  {
    when: 'the vault can be purged',
    is: 'fail',
    change: (_, planes) => {
      delete planes.keyVaults[vault].properties.enablePurgeProtection;
    },
    says: 'can be purged',
    fix: 'enablePurgeProtection=true',
  },
  {
    when: 'the key expires soon',
    is: 'fail',
    change: (_, planes) => {
      planes.keyVaultKeys[key].properties.attributes.exp = daysFromNow(12.5);
    },
    says: 'expires in 12 days',
  },
  {
    when: 'soon is sooner',
    is: 'pass',
    change: (_, planes) => {
      planes.keyVaultKeys[key].properties.attributes.exp = daysFromNow(12.5);
    },
    config: { etcdKey: { maxAgeDays: 365, minDaysLeft: 7 } },
  },
  {
    when: 'the key has expired',
    is: 'fail',
    change: (_, planes) => {
      planes.keyVaultKeys[key].properties.attributes.exp = daysFromNow(-1);
    },
    says: 'has expired',
  },
  {
    when: 'the key never expires',
    is: 'pass',
    change: (_, planes) => {
      delete planes.keyVaultKeys[key].properties.attributes.exp;
    },
  },
  {
    when: 'the key is old',
    is: 'fail',
    change: (_, planes) => {
      planes.keyVaultKeys[key].properties.attributes.created = daysFromNow(-400);
    },
    says: '400 days old',
  },
  {
    when: 'the API server is in the network and the vault is not',
    is: 'fail',
    change: (p) => {
      p.apiServerAccessProfile = { enableVnetIntegration: true };
    },
    says: 'public address',
  },
  {
    when: 'the vault is private',
    is: 'pass',
    change: (p) => {
      p.apiServerAccessProfile = { enableVnetIntegration: true };
      p.securityProfile.azureKeyVaultKms.keyVaultNetworkAccess = 'Private';
    },
  },
  {
    when: 'the key is gone',
    is: 'fail',
    change: (_, planes) => {
      planes.keyVaultKeys[key] = null;
    },
    says: 'does not exist',
  },
  {
    when: 'the vault could not be found',
    is: 'unknown',
    change: (_, planes) => {
      planes.keyVaults = {};
      planes.keyVaultKeys = {};
    },
  },
  { when: 'the vault could not be read', is: 'unknown', hidden: ['keyVaults'] },
  { when: 'the key could not be read', is: 'unknown', hidden: ['keyVaultKeys'] },
]);

testSurrounded('AKS-SEC-011', [{ when: 'only the cluster’s objects tell', is: 'unknown' }]);

testSurrounded('AKS-DEF-001', [
  { when: 'the sensor is on', is: 'pass' },
  {
    when: 'it is off',
    is: 'fail',
    change: (p) => {
      p.securityProfile.defender.securityMonitoring.enabled = false;
    },
    fix: '--enable-defender',
  },
  {
    when: 'it reports nowhere',
    is: 'fail',
    change: (p) => {
      delete p.securityProfile.defender.logAnalyticsWorkspaceResourceId;
    },
    says: 'no workspace',
  },
]);

const free = (_: unknown, planes: { containersPlan: unknown }) => {
  planes.containersPlan = { name: 'Containers', properties: { pricingTier: 'Free' } };
};
testSurrounded('AKS-DEF-002', [
  { when: 'the plan is on', is: 'pass' },
  { when: 'the plan is off', is: 'fail', change: free, fix: 'az security pricing create' },
  { when: 'it could not be read', is: 'unknown', hidden: ['containersPlan'] },
]);

testSurrounded('AKS-DEF-003', [
  { when: 'all extensions are on', is: 'pass' },
  { when: 'the plan is off', is: 'not-applicable', change: free },
  {
    when: 'one is off',
    is: 'fail',
    change: (_, planes) => {
      planes.containersPlan.properties.extensions[2].isEnabled = 'False';
    },
    says: 'ContainerSensor',
  },
  {
    when: 'one is not there',
    is: 'fail',
    change: (_, planes) => {
      planes.containersPlan.properties.extensions.shift();
    },
    says: 'AgentlessDiscoveryForKubernetes',
  },
  {
    when: 'more are wanted',
    is: 'fail',
    config: { defenderExtensions: ['Gating'] },
    says: 'Gating',
  },
  { when: 'it could not be read', is: 'unknown', hidden: ['containersPlan'] },
]);

function alert(severity: string, status = 'Active') {
  return { name: 'x', title: `a ${severity} thing`, severity, status, link: 'https://portal/x' };
}
testSurrounded('AKS-DEF-004', [
  { when: 'there are no alerts', is: 'pass' },
  {
    when: 'one of high severity is open',
    is: 'fail',
    change: (_, planes) => {
      planes.securityAlerts = [alert('Low'), alert('High')];
    },
    says: 'Open: a High thing.',
    fix: 'https://portal/x',
  },
  {
    when: 'one is open though Defender is off by now',
    is: 'fail',
    change: (_, planes) => {
      free(_, planes);
      planes.securityAlerts = [alert('High')];
    },
  },
  {
    when: 'those that are open are of low severity',
    is: 'pass',
    change: (_, planes) => {
      planes.securityAlerts = [alert('Medium'), alert('High', 'Resolved')];
    },
  },
  { when: 'nobody looks', is: 'not-applicable', change: free },
  { when: 'whether anybody looks is not known', is: 'unknown', hidden: ['containersPlan'] },
  { when: 'alerts could not be read', is: 'unknown', hidden: ['securityAlerts'] },
]);

testSurrounded('AKS-DEF-005', [
  { when: 'all is followed', is: 'pass' },
  {
    when: 'one is not',
    is: 'fail',
    change: (_, planes) => {
      planes.securityAssessments.push({ name: 'a2', title: 'Restrict access', code: 'Unhealthy' });
    },
    says: 'Restrict access',
  },
  {
    when: 'one does not apply',
    is: 'pass',
    change: (_, planes) => {
      planes.securityAssessments.push({ name: 'a2', title: 'Other', code: 'NotApplicable' });
    },
  },
  {
    when: 'nothing was assessed',
    is: 'unknown',
    change: (_, planes) => {
      planes.securityAssessments = [];
    },
  },
  { when: 'they could not be read', is: 'unknown', hidden: ['securityAssessments'] },
]);
