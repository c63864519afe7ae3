import type { KubeObject } from '../wire.ts';
import { crd, make, namespace, serviceAccount } from './make.ts';
import type { Setting } from './setting.ts';
import { deployment } from './workloads.ts';

/** The Istio add-on: strict where the team brought its own authority. */
export function meshObjects(setting: Setting): KubeObject[] {
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
