import type { KubeObject } from '../wire.ts';
import { crd, make } from './make.ts';
import type { Setting } from './setting.ts';

/** Gateway API, and the firewall of Application Gateway for Containers. */
export function gatewayObjects(setting: Setting, front: string, host: string): KubeObject[] {
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
