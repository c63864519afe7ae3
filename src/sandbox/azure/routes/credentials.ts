/**
 * Credentials for a cluster's API server.
 * https://learn.microsoft.com/rest/api/aks/managed-clusters/list-cluster-user-credentials
 */
import { stringify } from 'yaml';
import type { Json } from '../../fleet/wire.ts';
import { refused } from '../errors.ts';
import { type App, type Call, clusterOf, type Ground, on } from '../route.ts';
import { refuseIfStopped } from './clusters.ts';

const one =
  '/subscriptions/:subscription/resourcegroups/:group/providers/microsoft.containerservice/managedclusters/:cluster';
const actions = 'Microsoft.ContainerService/managedClusters';

/** The application that stands for every AKS API server with Entra. */
const serverApplication = '6dae42f8-4368-4678-94ff-3960e28e3630';
const clientApplication = '80faf920-1908-4b52-b5ef-a8e7bedfc67a';

/** A certificate authority whose key nobody kept: it signs nothing. */
const authority = [
  '-----BEGIN CERTIFICATE-----',
  'MIIC/TCCAeWgAwIBAgIUFZbfVZjCiVrvDdaEzYnjvY8WRQ8wDQYJKoZIhvcNAQEL',
  'BQAwDTELMAkGA1UEAwwCY2EwIBcNMjYxMTI0MDAzMzQ3WhgPMjA1MTA3MTYwMDMz',
  'NDdaMA0xCzAJBgNVBAMMAmNhMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKC',
  'AQEAv/mwnvrz776yEtCbJQtUFXdHcmJ5sYeHpa2Itcn/goks3wG+Q8Iz455pcfeY',
  '1fUC8TyDyOzSAb8KJzbG9BBsllWQ5TVt1G1WssJy9eo0CuJjb2+IFI5PqBb9ORQx',
  'E14eBvubOrGW41yxkkpbFpwraNJUMA00w5oE8SDPizzIdTmL7xXnBobFDhy3+jf5',
  '3yaSEdz3ZULVh2xIufLHFsh08jBcT9V5pti9sYjWqlsaNVkEWy9ImaEnYxOJPt+9',
  'h2mvTSpW3M2xXJOBaK6dFDdiqRRd8DVAcrpHsRe+KLoZyIJiVzsGmIqN5NwzzElr',
  'fRHPXKZTGmfjYsPTFYZ3QyUgxQIDAQABo1MwUTAdBgNVHQ4EFgQUr229Km39XzOO',
  'pcLwlj4UiJI9r38wHwYDVR0jBBgwFoAUr229Km39XzOOpcLwlj4UiJI9r38wDwYD',
  'VR0TAQH/BAUwAwEB/zANBgkqhkiG9w0BAQsFAAOCAQEAbOSlFjnrjjsdg0ok3r5n',
  'JXjctkukEtX6B9i83mCYkg/SAH+jyBC2r9WNyI0Lc6L7LG6z4YYMokKUCKrdieFg',
  'vs7fQVVDL0FX5UrwiNDCc0LPrV/aB+FIl2CRHyX3zyTgOx0cJZ1jNHsQkEeIjz+r',
  'ae58zQ1taf7Bu1o5CX0FCwCbfkDeqTLsOYUObmsA0aP/6k8fyh7OLNZUdijxpXuF',
  'dYGNgAGJJ8yNc4lRhxhKu60qWa4vpNsTdaJk88o2jFGtd/0GGu3s1oFvhW2mChPg',
  'OHsw9723Yxt5jbCvpOL2xYQKO3kiMzR/2DunD0Qb+7K2ZzNfud8riEB5mXyscuky',
  'QA==',
  '-----END CERTIFICATE-----',
].join('\n');

export function credentialRoutes(app: App, ground: Ground): void {
  const family = 'aks';
  const bucket = 'other';
  on(
    app,
    ground,
    'POST',
    `${one}/listclusterusercredential`,
    { family, bucket, action: `${actions}/listClusterUserCredential/action` },
    userCredential,
  );
  on(
    app,
    ground,
    'POST',
    `${one}/listclusteradmincredential`,
    { family, bucket, action: `${actions}/listClusterAdminCredential/action` },
    adminCredential,
  );
}

/** Without Entra the user's credential is the administrator's certificate. */
function userCredential(call: Call) {
  const { managedCluster } = clusterOf(call);
  refuseIfStopped(clusterOf(call));
  const user = managedCluster.properties.aadProfile
    ? entraUser(call.query('format') ?? 'azure', managedCluster.properties.aadProfile.tenantID)
    : certificateUser(managedCluster.name);
  return answer(call, 'clusterUser', user);
}

function adminCredential(call: Call) {
  const { managedCluster } = clusterOf(call);
  if (managedCluster.properties.disableLocalAccounts)
    throw refused(
      400,
      'BadRequest',
      'Getting static credential is not allowed because this cluster is set to disable local accounts.',
    );
  refuseIfStopped(clusterOf(call));
  return answer(call, 'clusterAdmin', certificateUser(managedCluster.name));
}

/** @throws ArmError 400 for a format that there is not */
function entraUser(format: string, tenantId: string): Json {
  if (format === 'azure')
    return {
      'auth-provider': {
        name: 'azure',
        config: {
          'apiserver-id': serverApplication,
          'client-id': clientApplication,
          'config-mode': '1',
          environment: 'AzurePublicCloud',
          'tenant-id': tenantId,
        },
      },
    };
  if (format !== 'exec')
    throw refused(
      400,
      'InvalidParameter',
      `The value of parameter format is invalid: '${format}' is neither 'azure' nor 'exec'.`,
      'format',
    );
  const login = [
    '--environment',
    'AzurePublicCloud',
    '--server-id',
    serverApplication,
    '--client-id',
    clientApplication,
    '--tenant-id',
    tenantId,
    '--login',
    'devicecode',
  ];
  return {
    exec: {
      apiVersion: 'client.authentication.k8s.io/v1beta1',
      command: 'kubelogin',
      args: ['get-token', ...login],
      env: null,
      provideClusterInfo: false,
    },
  };
}

/** Worth nothing anywhere, and yet nobody may ever keep or show it. */
function certificateUser(name: string): Json {
  const canary = (what: string) =>
    Buffer.from(`canary-do-not-leak-${what}-of-${name}`).toString('base64');
  return {
    'client-certificate-data': canary('administrator-certificate'),
    'client-key-data': canary('administrator-key'),
    token: `canary-do-not-leak-token-of-${name}`,
  };
}

function answer(call: Call, kind: 'clusterUser' | 'clusterAdmin', user: Json) {
  const { name, properties } = clusterOf(call).managedCluster;
  const { fqdn, privateFQDN } = properties;
  const host = privateFQDN && call.query('server-fqdn') !== 'public' ? privateFQDN : fqdn;
  const cluster = {
    'certificate-authority-data': Buffer.from(call.ground.authority ?? authority).toString(
      'base64',
    ),
    server: `https://${host}:443`,
  };
  const userName = `${kind}_${call.param('group')}_${name}`;
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    contexts: [{ name, context: { cluster: name, user: userName } }],
    'current-context': name,
    users: [{ name: userName, user }],
    preferences: {},
  };
  const value = Buffer.from(stringify(kubeconfig)).toString('base64');
  return { json: { kubeconfigs: [{ name: kind, value }] } };
}
