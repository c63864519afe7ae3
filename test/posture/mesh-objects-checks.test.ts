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
const ownIstio = (labels: Record<string, string>) => instead(labels, {}, 'istio-system/istiod');
const noMesh = instead({}, {});

const sensitive = (labels: Record<string, string>): Partial<Good> => ({
  namespaces: [namespace('shop', { 'encrypt-in-transit': 'true', ...labels })],
});

check('AKS-MESH-001', [
  { when: 'no namespace asks for it', is: 'not-applicable' },
  {
    when: 'a namespace that asks is in the mesh',
    is: 'pass',
    planes: sensitive({ 'istio.io/rev': 'asm-1-29' }),
  },
  {
    when: 'a namespace that asks is outside',
    is: 'fail',
    planes: sensitive({}),
    says: 'Namespace shop',
  },
  {
    when: 'the site calls the label otherwise',
    is: 'fail',
    planes: { namespaces: [namespace('shop', { secret: 'true' })] },
    config: { encryptionLabel: 'secret' },
  },
  {
    when: 'WireGuard is on',
    is: 'pass',
    planes: sensitive({}),
    set: { 'networkProfile.advancedNetworking.security.transitEncryption.type': 'WireGuard' },
  },
  {
    when: 'namespaces could not be read',
    is: 'pass',
    hidden: ['namespaces'],
    says: 'add-on is on',
  },
]);

const peer = (place: string, spec: object) => istio('PeerAuthentication', place, spec);
const strict = peer('aks-istio-system/default', { mtls: { mode: 'STRICT' } });
const peers = (...peerAuthentications: Good['peerAuthentications']) => ({ peerAuthentications });

check('AKS-MESH-002', [
  { when: 'it is strict', is: 'pass' },
  {
    when: 'nothing says so',
    is: 'fail',
    planes: peers(),
    says: 'No PeerAuthentication in aks-istio-system',
    fix: 'mode: STRICT',
  },
  {
    when: 'it is permissive',
    is: 'fail',
    planes: peers(peer('aks-istio-system/default', { mtls: { mode: 'PERMISSIVE' } })),
    says: 'PERMISSIVE, by PeerAuthentication aks-istio-system/default',
  },
  {
    when: 'it is strict for one workload',
    is: 'fail',
    planes: peers(
      peer('aks-istio-system/x', {
        selector: { matchLabels: { a: 'b' } },
        mtls: { mode: 'STRICT' },
      }),
    ),
  },
  {
    when: 'it is strict in one namespace',
    is: 'fail',
    planes: peers(peer('shop/default', { mtls: { mode: 'STRICT' } })),
  },
  {
    when: 'it is strict where another Istio looks',
    is: 'fail',
    planes: peers(peer('istio-system/default', { mtls: { mode: 'STRICT' } })),
  },
  {
    when: 'the team’s own Istio is strict',
    is: 'pass',
    change: ownIstio({}),
    planes: peers(peer('istio-system/default', { mtls: { mode: 'STRICT' } })),
  },
  { when: 'there is no Istio', is: 'not-applicable', change: noMesh },
  { when: 'policies could not be read', is: 'unknown', hidden: ['peerAuthentications'] },
]);

const destination = (host: string, trafficPolicy: object) => ({
  destinationRules: [
    object('networking.istio.io/v1', 'DestinationRule', 'shop/d', {
      spec: { host, trafficPolicy },
    }),
  ],
});
const plain = { tls: { mode: 'DISABLE' } };

check('AKS-MESH-003', [
  { when: 'nothing weakens it', is: 'pass' },
  {
    when: 'a namespace is permissive',
    is: 'fail',
    planes: peers(strict, peer('shop/default', { mtls: { mode: 'PERMISSIVE' } })),
    says: 'PeerAuthentication shop/default',
    fix: 'edit peerauthentication default --namespace shop',
  },
  {
    when: 'a workload of the whole mesh is permissive',
    is: 'fail',
    planes: peers(
      strict,
      peer('aks-istio-system/x', {
        selector: { matchLabels: { a: 'b' } },
        mtls: { mode: 'DISABLE' },
      }),
    ),
  },
  {
    when: 'a port is plain',
    is: 'fail',
    planes: peers(strict, peer('shop/default', { portLevelMtls: { 8080: { mode: 'DISABLE' } } })),
  },
  {
    when: 'a namespace inherits',
    is: 'pass',
    planes: peers(strict, peer('shop/default', { mtls: { mode: 'UNSET' } })),
  },
  {
    when: 'the whole mesh is permissive, which is another check’s',
    is: 'pass',
    planes: peers(peer('aks-istio-system/default', { mtls: { mode: 'PERMISSIVE' } })),
  },
  { when: 'calls of a service are plain', is: 'fail', planes: destination('cart', plain) },
  {
    when: 'calls of a service in full are plain',
    is: 'fail',
    planes: destination('cart.shop.svc.cluster.local', plain),
  },
  {
    when: 'calls of a service of a namespace are plain',
    is: 'fail',
    planes: destination('cart.shop', plain),
  },
  {
    when: 'calls of one port are plain',
    is: 'fail',
    planes: destination('*.local', { portLevelSettings: [plain] }),
  },
  {
    when: 'calls of a host outside are plain',
    is: 'pass',
    planes: destination('api.example.com', plain),
  },
  {
    when: 'calls are mutual',
    is: 'pass',
    planes: destination('cart', { tls: { mode: 'ISTIO_MUTUAL' } }),
  },
]);

const labels = (found: Record<string, string>) => ({ namespaces: [namespace('shop', found)] });

check('AKS-MESH-004', [
  { when: 'all are in', is: 'pass' },
  {
    when: 'a namespace has no label',
    is: 'fail',
    planes: labels({}),
    says: 'Namespace shop',
    fix: 'label namespace shop istio.io/rev=asm-1-29',
  },
  {
    when: 'the label is one that the add-on does not heed',
    is: 'fail',
    planes: labels({ 'istio-injection': 'enabled' }),
  },
  {
    when: 'both labels are there, and the add-on skips it',
    is: 'fail',
    planes: labels({ 'istio-injection': 'enabled', 'istio.io/rev': 'asm-1-29' }),
  },
  {
    when: 'the revision is not installed',
    is: 'fail',
    planes: labels({ 'istio.io/rev': 'asm-1-20' }),
  },
  {
    when: 'pods were made before the label',
    is: 'fail',
    change: (_, planes) => {
      planes.workloads.push(workload('shop/old'));
    },
    says: 'Deployment shop/old',
  },
  {
    when: 'half of the pods have the proxy',
    is: 'fail',
    change: (_, planes) => {
      planes.workloads.push({ ...meshed('shop/half'), pods: 4 });
    },
  },
  {
    when: 'a workload has no pods now',
    is: 'pass',
    change: (_, planes) => {
      planes.workloads.push(workload('shop/night', { pods: 0 }));
    },
  },
  {
    when: 'a workload is on the host network',
    is: 'pass',
    change: (_, planes) => {
      planes.workloads.push(workload('shop/agent', { spec: { hostNetwork: true } }));
    },
  },
  {
    when: 'the team’s own Istio injects',
    is: 'pass',
    change: ownIstio({ 'istio-injection': 'enabled' }),
  },
  {
    when: 'the team’s own Istio is ambient',
    is: 'pass',
    change: ownIstio({ 'istio.io/dataplane-mode': 'ambient' }),
  },
  { when: 'Linkerd injects', is: 'pass', change: linkerd({ 'linkerd.io/inject': 'enabled' }) },
  {
    when: 'Linkerd does not inject',
    is: 'fail',
    change: linkerd({ 'linkerd.io/inject': 'disabled' }),
  },
  { when: 'Consul injects', is: 'pass', change: consul('true') },
  { when: 'there is no mesh', is: 'not-applicable', change: noMesh },
]);
