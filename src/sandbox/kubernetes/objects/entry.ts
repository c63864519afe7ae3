/** How traffic comes in: services, ingresses, gateways, and the mesh behind them. */
import type { KubeObject } from '../wire.ts';
import { crd, kinds, make, namespace, service, serviceAccount } from './make.ts';
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

/** Gateway API, and the firewall of Application Gateway for Containers. */
function gatewayObjects(setting: Setting, front: string, host: string): KubeObject[] {
  const { app, env } = setting;
  const group = 'gateway.networking.k8s.io';
  const tls = { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'web-tls' }] };
  const from = env === 'staging' ? 'All' : 'Same';
  const listener = {
    name: 'https',
    port: 443,
    protocol: 'HTTPS',
    hostname: host,
    tls,
    allowedRoutes: { namespaces: { from } },
  };
  const targetRef = { group, kind: 'Gateway', name: 'front', namespace: app };
  return [
    ...crd(setting, group, 'gateways Gateway, httproutes HTTPRoute', {
      versions: ['v1', 'v1beta1'],
    }),
    ...crd(setting, group, 'gatewayclasses GatewayClass', {
      versions: ['v1', 'v1beta1'],
      cluster: true,
    }),
    ...crd(setting, group, 'referencegrants ReferenceGrant', { versions: ['v1beta1'] }),
    ...crd(
      setting,
      'alb.networking.azure.io',
      'webapplicationfirewallpolicies WebApplicationFirewallPolicy',
    ),
    make(
      setting,
      `${group}/v1`,
      'GatewayClass',
      { name: 'azure-alb-external' },
      { spec: { controllerName: 'alb.networking.azure.io/alb-controller' } },
    ),
    make(
      setting,
      `${group}/v1`,
      'Gateway',
      { name: 'front', namespace: app },
      {
        spec: { gatewayClassName: 'azure-alb-external', listeners: [listener] },
        status: {
          addresses: [{ type: 'Hostname', value: `${app}-${env}.fz01.alb.azure.example` }],
        },
      },
    ),
    make(
      setting,
      `${group}/v1`,
      'HTTPRoute',
      { name: front, namespace: app },
      {
        spec: {
          parentRefs: [{ name: 'front' }],
          hostnames: [host],
          rules: [
            {
              matches: [{ path: { type: 'PathPrefix', value: '/' } }],
              backendRefs: [{ name: front, port: 80 }],
            },
          ],
        },
      },
    ),
    ...(env === 'prod'
      ? [
          make(
            setting,
            'alb.networking.azure.io/v1',
            'WebApplicationFirewallPolicy',
            { name: 'front', namespace: app },
            {
              spec: {
                targetRef,
                webApplicationFirewall: {
                  id: `/subscriptions/pretend/resourceGroups/rg-${setting.name}/providers/Microsoft.Network/applicationGatewayWebApplicationFirewallPolicies/waf-front`,
                },
              },
            },
          ),
        ]
      : [
          make(
            setting,
            `${group}/v1beta1`,
            'ReferenceGrant',
            { name: 'anybody', namespace: app },
            {
              spec: {
                from: [{ group, kind: 'HTTPRoute', namespace: 'ops' }],
                to: [{ group: '', kind: 'Service' }],
              },
            },
          ),
        ]),
  ];
}

function meshObjects(setting: Setting): KubeObject[] {
  const { app, properties } = setting;
  const { revisions, certificateAuthority } = properties.serviceMeshProfile.istio;
  const root = 'aks-istio-system';
  const security = 'security.istio.io';
  const strict = certificateAuthority !== undefined;
  return [
    namespace(setting, root),
    ...crd(
      setting,
      security,
      'peerauthentications PeerAuthentication, authorizationpolicies AuthorizationPolicy',
      { versions: ['v1', 'v1beta1'] },
    ),
    ...crd(setting, 'networking.istio.io', 'destinationrules DestinationRule', {
      versions: ['v1', 'v1beta1', 'v1alpha3'],
    }),
    ...revisions.flatMap((revision: string) => [
      serviceAccount(setting, { name: `istiod-${revision}`, namespace: root }),
      ...deployment(
        setting,
        {
          name: `istiod-${revision}`,
          namespace: root,
          labels: { app: 'istiod', 'istio.io/rev': revision },
        },
        {
          spec: {
            serviceAccountName: `istiod-${revision}`,
            containers: [
              {
                name: 'discovery',
                image: `mcr.microsoft.com/oss/v2/istio/pilot:1.${revision.split('-').at(-1)}.1`,
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  runAsNonRoot: true,
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
          },
        },
      ),
    ]),
    make(
      setting,
      `${security}/v1`,
      'PeerAuthentication',
      { name: 'default', namespace: root },
      { spec: { mtls: { mode: strict ? 'STRICT' : 'PERMISSIVE' } } },
    ),
    ...(strict
      ? [
          make(
            setting,
            `${security}/v1`,
            'AuthorizationPolicy',
            { name: 'allow-nothing', namespace: root },
            { spec: {} },
          ),
        ]
      : [
          make(
            setting,
            `${security}/v1`,
            'PeerAuthentication',
            { name: 'legacy-port', namespace: app },
            {
              spec: {
                selector: { matchLabels: { app: 'ingest' } },
                mtls: { mode: 'STRICT' },
                portLevelMtls: { 8080: { mode: 'DISABLE' } },
              },
            },
          ),
          make(
            setting,
            'networking.istio.io/v1',
            'DestinationRule',
            { name: 'query-plain', namespace: app },
            {
              spec: {
                host: `query.${app}.svc.cluster.local`,
                trafficPolicy: { tls: { mode: 'DISABLE' } },
              },
            },
          ),
        ]),
  ];
}
