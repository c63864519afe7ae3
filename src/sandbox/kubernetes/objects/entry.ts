/** How traffic comes in: services, ingresses, gateways, and the mesh behind them. */
import type { KubeObject } from '../wire.ts';
import { gatewayObjects } from './gateway.ts';
import { kinds, make, namespace, service, serviceAccount } from './make.ts';
import { meshObjects } from './mesh.ts';
import type { Setting } from './setting.ts';
import { deployment } from './workloads.ts';

export function entryObjects(setting: Setting): KubeObject[] {
  const { app, care, properties } = setting;
  const front = { shop: 'web', pay: 'gateway', data: 'ingest' }[app];
  const host = `${app}.${setting.env}.contoso.example`;
  const hardened = care === 'hardened';
  const className = properties.ingressProfile?.webAppRouting?.enabled
    ? 'webapprouting.kubernetes.azure.com'
    : 'nginx';
  return [
    ...(properties.serviceMeshProfile ? meshObjects(setting) : []),
    ...(hardened ? gatewayObjects(setting, front, host) : []),
    ...(className !== 'nginx' ? managedNginx(setting) : []),
    ...(!hardened ? [...ownNginx(setting), ...looseServices(setting, front)] : []),
    ...(!hardened || className !== 'nginx'
      ? [
          ingress(setting, {
            name: front,
            className,
            service: front,
            hosts: [host],
            tls: hardened || care === 'usual',
          }),
        ]
      : []),
    ...(care === 'careless'
      ? [
          ingress(setting, {
            name: 'catch-all',
            className,
            service: 'cart',
            hosts: [undefined, '*.dev.contoso.example'],
            tls: false,
            annotations: {
              'nginx.ingress.kubernetes.io/configuration-snippet':
                'more_set_headers "X-Debug: on";',
              'nginx.ingress.kubernetes.io/server-snippet': 'location /status { stub_status; }',
            },
          }),
        ]
      : []),
  ];
}

interface IngressOptions {
  name: string;
  className: string;
  service: string;
  hosts: (string | undefined)[];
  tls: boolean;
  annotations?: Record<string, string>;
}

function ingress(
  setting: Setting,
  { name, className, service: to, hosts, tls, annotations }: IngressOptions,
): KubeObject {
  const backend = { service: { name: to, port: { number: 80 } } };
  const http = { paths: [{ path: '/', pathType: 'Prefix', backend }] };
  return make(
    setting,
    kinds.network,
    'Ingress',
    { name, namespace: setting.app, annotations },
    {
      spec: {
        ingressClassName: className,
        rules: hosts.map((host) => ({ ...(host && { host }), http })),
        ...(tls && { tls: [{ hosts: hosts.filter(Boolean), secretName: 'web-tls' }] }),
      },
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.200' }] } },
    },
  );
}

function ingressClass(setting: Setting, name: string, controller: string): KubeObject {
  return make(setting, kinds.network, 'IngressClass', { name }, { spec: { controller } });
}

/** The add-on's, in a namespace of AKS's own. */
function managedNginx(setting: Setting): KubeObject[] {
  const where = 'app-routing-system';
  const labels = { 'app.kubernetes.io/managed-by': 'aks-app-routing-operator' };
  return [
    namespace(setting, where, { labels }),
    serviceAccount(setting, { name: 'nginx', namespace: where, labels }),
    ingressClass(
      setting,
      'webapprouting.kubernetes.azure.com',
      'webapprouting.kubernetes.azure.com/nginx',
    ),
    ...deployment(
      setting,
      { name: 'nginx', namespace: where, labels: { app: 'nginx' } },
      {
        spec: {
          serviceAccountName: 'nginx',
          containers: [
            {
              name: 'controller',
              image: 'mcr.microsoft.com/oss/kubernetes/ingress/nginx-ingress-controller:v1.13.1',
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
                runAsUser: 101,
              },
            },
          ],
        },
      },
    ),
    service(
      setting,
      { name: 'nginx', namespace: where, labels },
      {
        type: 'LoadBalancer',
        selector: { app: 'nginx' },
        ports: [{ name: 'https', port: 443, nodePort: 31_443 }],
      },
      { ingress: [{ ip: '192.0.2.201' }] },
    ),
    make(
      setting,
      'v1',
      'ConfigMap',
      { name: 'nginx', namespace: where, labels },
      { data: { 'allow-snippet-annotations': 'false' } },
    ),
  ];
}

/** Somebody's own, from a chart, years ago. */
function ownNginx(setting: Setting): KubeObject[] {
  const where = 'ingress-nginx';
  const labels = { 'app.kubernetes.io/name': where, 'app.kubernetes.io/managed-by': 'Helm' };
  const image = 'registry.k8s.io/ingress-nginx/controller:v1.9.4';
  return [
    namespace(setting, where),
    serviceAccount(setting, { name: where, namespace: where, labels }),
    ingressClass(setting, 'nginx', 'k8s.io/ingress-nginx'),
    ...deployment(
      setting,
      {
        name: 'ingress-nginx-controller',
        namespace: where,
        labels: { 'app.kubernetes.io/name': where },
      },
      {
        spec: {
          serviceAccountName: where,
          containers: [
            {
              name: 'controller',
              image,
              args: ['/nginx-ingress-controller', '--ingress-class=nginx'],
              ports: [{ name: 'https', containerPort: 443 }],
            },
          ],
        },
      },
    ),
    service(
      setting,
      { name: 'ingress-nginx-controller', namespace: where, labels },
      {
        type: 'LoadBalancer',
        externalTrafficPolicy: 'Local',
        selector: { 'app.kubernetes.io/name': where },
        ports: [
          { name: 'http', port: 80, nodePort: 30_080 },
          { name: 'https', port: 443, nodePort: 30_443 },
        ],
      },
      { ingress: [{ ip: '192.0.2.200' }] },
    ),
    make(
      setting,
      'v1',
      'ConfigMap',
      { name: 'ingress-nginx-controller', namespace: where, labels },
      { data: { 'allow-snippet-annotations': setting.care === 'careless' ? 'true' : 'false' } },
    ),
  ];
}

function looseServices(setting: Setting, front: string): KubeObject[] {
  const { app, care } = setting;
  const selector = { app: front };
  const named = (name: string) => ({ name, namespace: app, labels: { app: front } });
  const inside = { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
  return [
    service(
      setting,
      { ...named('partner-api'), annotations: inside },
      { type: 'LoadBalancer', selector, ports: [{ port: 443, nodePort: 30_900 }] },
      { ingress: [{ ip: '10.224.0.90' }] },
    ),
    service(
      setting,
      named('partner-public'),
      {
        type: 'LoadBalancer',
        selector,
        loadBalancerSourceRanges: ['203.0.113.0/26'],
        ports: [{ port: 443, nodePort: 30_901 }],
      },
      { ingress: [{ ip: '192.0.2.202' }] },
    ),
    ...(care === 'careless'
      ? [
          service(
            setting,
            named('web-direct'),
            { type: 'LoadBalancer', selector, ports: [{ port: 80, nodePort: 30_902 }] },
            { ingress: [{ ip: '192.0.2.203' }] },
          ),
          service(setting, named('ssh'), {
            type: 'NodePort',
            selector,
            ports: [{ port: 22, nodePort: 30_022 }],
          }),
          service(setting, named('borrowed-address'), {
            selector,
            externalIPs: ['198.51.100.77'],
            ports: [{ port: 8443 }],
          }),
        ]
      : []),
  ];
}
