import type { Planes } from '../../src/fleet/snapshot.ts';
import { goodNetwork, istio, meshed, namespace, object, workload } from './support/good-network.ts';
import { testerOn } from './support/judge.ts';

const check = testerOn(goodNetwork);
type Good = ReturnType<typeof goodNetwork>;
type Change = (p: Planes['managedCluster'], planes: Good) => void;

const noAddOn = (p: Planes['managedCluster']) => {
  delete p.serviceMeshProfile;
};
/** Workloads that take the place of Istio’s control plane, and what is said of the namespace. */
const instead =
  (labels: Record<string, string>, more: object, ...places: string[]): Change =>
  (p, planes) => {
    noAddOn(p);
    planes.namespaces = [namespace('shop', labels, more)];
    planes.workloads = [meshed('shop/web'), ...places.map((place) => workload(place))];
  };
const linkerd = (annotations: Record<string, string>) =>
  instead({}, { annotations }, 'linkerd/linkerd-destination');
const consul = (value: string) =>
  instead({ 'consul.hashicorp.com/connect-inject': value }, {}, 'consul/consul-connect-injector');
const noMesh = instead({}, {});

const allow = (place: string, spec: object) => ({
  authorizationPolicies: [istio('AuthorizationPolicy', place, spec)],
});
const intention = (action: string) => ({
  serviceIntentions: [
    object('consul.hashicorp.com/v1alpha1', 'ServiceIntentions', 'consul/all', {
      spec: { destination: { name: '*' }, sources: [{ name: '*', action }] },
    }),
  ],
});
const deny = 'config.linkerd.io/default-inbound-policy';

check('AKS-MESH-007', [
  { when: 'the mesh denies', is: 'pass' },
  {
    when: 'nothing denies',
    is: 'fail',
    planes: { authorizationPolicies: [] },
    says: 'Namespace shop',
    fix: 'allow-nothing',
  },
  { when: 'its namespace denies', is: 'pass', planes: allow('shop/deny', {}) },
  { when: 'another namespace denies', is: 'fail', planes: allow('bank/deny', {}) },
  {
    when: 'the policy is for one workload',
    is: 'fail',
    planes: allow('shop/deny', { selector: { matchLabels: { a: 'b' } } }),
  },
  { when: 'the policy allows everything', is: 'fail', planes: allow('shop/all', { rules: [{}] }) },
  ...['shop/all', 'aks-istio-system/all'].map((place) => ({
    when: `beside the one that denies ${place} allows everything`,
    is: 'fail' as const,
    planes: {
      authorizationPolicies: [
        ...(allow('shop/deny', {}).authorizationPolicies ?? []),
        ...(allow(place, { rules: [{}] }).authorizationPolicies ?? []),
      ],
    },
  })),
  { when: 'the policy denies nothing', is: 'fail', planes: allow('shop/none', { action: 'DENY' }) },
  {
    when: 'Linkerd denies',
    is: 'pass',
    change: linkerd({ 'linkerd.io/inject': 'enabled', [deny]: 'deny' }),
  },
  {
    when: 'Linkerd lets in whoever is known',
    is: 'fail',
    change: linkerd({ 'linkerd.io/inject': 'enabled', [deny]: 'all-authenticated' }),
  },
  { when: 'Consul denies', is: 'pass', change: consul('true'), planes: intention('deny') },
  { when: 'Consul allows', is: 'fail', change: consul('true'), planes: intention('allow') },
  { when: 'there is no mesh', is: 'not-applicable', change: noMesh },
]);

/** Public test certificates: valid until 2046, and until 2026-12-02. */
const anchor = (pem: string): Partial<Planes> => ({
  configMaps: [
    {
      metadata: { namespace: 'aks-istio-system', name: 'istio-ca-root-cert' },
      keys: ['root-cert.pem'],
      plainSecrets: [],
      settings: { 'root-cert.pem': pem },
    },
  ],
});
const long = `-----BEGIN CERTIFICATE-----
MIIBjTCCATOgAwIBAgIUGvrQ4enZqPn89/u7h1Nb6pUjDYgwCgYIKoZIzj0EAwIw
HDEaMBgGA1UEAwwRcm9vdC5sb25nLmV4YW1wbGUwHhcNMjYxMTI0MDA0MzA2WhcN
NDYxMTE5MDA0MzA2WjAcMRowGAYDVQQDDBFyb290LmxvbmcuZXhhbXBsZTBZMBMG
ByqGSM49AgEGCCqGSM49AwEHA0IABLqMnPFoQK5r6NIPS+uwxQ/k8t8K1fox0ulZ
luFn1YmhLPEPWsJ9QPoVKgLw8uyMW1YlB9pEmbG2609AXoBOSbejUzBRMB0GA1Ud
DgQWBBQgXq5hX4QY5J1RanQobzzAgdApGjAfBgNVHSMEGDAWgBQgXq5hX4QY5J1R
anQobzzAgdApGjAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIClo
zPdoYV07syFi7ddtHpBLFk84A3zHveShZvSNVNjxAiEAhfU3LO5xomiIwMySOjey
hWFlomYcbbKqvEO3CiW9ntU=
-----END CERTIFICATE-----`;
const short = `-----BEGIN CERTIFICATE-----
MIIBjjCCATWgAwIBAgIUKZ0o/soNbgVMqLRmcX5eMzF3VE8wCgYIKoZIzj0EAwIw
HTEbMBkGA1UEAwwScm9vdC5zaG9ydC5leGFtcGxlMB4XDTI2MTEyNDAwNDMwNloX
DTI2MTIwMjAwNDMwNlowHTEbMBkGA1UEAwwScm9vdC5zaG9ydC5leGFtcGxlMFkw
EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE/6z3r2p06nTtNOcHuc7g3CzwZM1JjlwC
Mvg5OLtdU5OtnA07SIt7tEx8E+96pjsanR+qVDJiu7o+/X5RLANqeKNTMFEwHQYD
VR0OBBYEFMaxYo1FEBbZc16lxXpbyIoYK6fOMB8GA1UdIwQYMBaAFMaxYo1FEBbZ
c16lxXpbyIoYK6fOMA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIg
NqErr6cr6N8IBrqerPl9Z+lfZfdteDwns2yjfrmpa88CIFloL5Ar3xcW7YgnUnKd
sW5B5d640xtdu7AEe66Psro3
-----END CERTIFICATE-----`;

check('AKS-MESH-008', [
  {
    when: 'it is valid for long',
    is: 'pass',
    planes: anchor(long),
    says: 'Secrets, which are not read',
  },
  { when: 'it expires soon', is: 'fail', planes: anchor(short), says: '2026-12-0' },
  { when: 'a new one stands beside it', is: 'pass', planes: anchor(`${short}\n${long}`) },
  {
    when: 'fewer days are enough',
    is: 'pass',
    planes: anchor(short),
    config: { minTrustAnchorDays: 5 },
  },
  { when: 'it is no certificate', is: 'unknown', planes: anchor('nothing') },
  { when: 'there is none', is: 'unknown' },
  { when: 'there is no mesh', is: 'not-applicable', change: noMesh },
  { when: 'ConfigMaps could not be read', is: 'unknown', hidden: ['configMaps'] },
]);
