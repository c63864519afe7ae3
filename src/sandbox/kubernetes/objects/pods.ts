/** Pod specs as the teams of a cluster would write them. */
import type { Json } from '../wire.ts';
import type { Setting } from './setting.ts';

/** The fleet's own registry. */
export const registry = 'crcontoso.azurecr.io';
const digest = (setting: Setting, image: string) =>
  `@sha256:${setting.id('digest', image).replaceAll('-', '').repeat(2)}`;

export const resources = {
  requests: { cpu: '100m', memory: '128Mi' },
  limits: { cpu: '1', memory: '512Mi' },
};
const probes = {
  livenessProbe: { httpGet: { path: '/healthz', port: 8080 }, periodSeconds: 10 },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 }, periodSeconds: 5 },
};
export const tight = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  runAsNonRoot: true,
  runAsUser: 20_001,
  runAsGroup: 20_001,
  capabilities: { drop: ['ALL'] },
};

/** A pod spec as its team would write it. */
export function pod(setting: Setting, name: string, { container = {}, ...spec }: Json = {}): Json {
  const image = `${registry}/${setting.app}/${name}`;
  if (setting.care !== 'hardened')
    return {
      ...spec,
      containers: [
        {
          name,
          image: `${image}:2.${name.length}.1`,
          ports: [{ containerPort: 8080 }],
          ...(setting.care === 'usual' && { resources, ...probes }),
          ...container,
        },
      ],
    };
  return {
    automountServiceAccountToken: false,
    hostUsers: false,
    securityContext: { seccompProfile: { type: 'RuntimeDefault' }, runAsNonRoot: true },
    serviceAccountName: name,
    ...spec,
    containers: [
      {
        name,
        image: `${image}:2.${name.length}.1${digest(setting, image)}`,
        ports: [{ containerPort: 8080 }],
        securityContext: tight,
        resources,
        ...probes,
        ...container,
      },
    ],
  };
}
