/** Workloads that the Internet reaches, and by what. */
import { isIP } from 'node:net';
import type { KubernetesObject, Workload } from '../../../kubernetes/objects.ts';
import type { Look } from '../../look.ts';
import { nameOfObject } from '../../offenders.ts';
import { isPublic, openness } from '../../services.ts';

export interface Exposure {
  /** `Service shop/web` */
  by: string;
  /** It may lead to the Internet, and what would say so is not known. */
  isUnclear: boolean;
}

interface Door {
  by: string;
  isUnclear: boolean;
  /** `shop/web`, of the Service behind it */
  service: string;
}

/** https://www.iana.org/assignments/iana-ipv4-special-registry */
const privateAddress =
  /^(?:10\.|127\.|169\.254\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|f[cd]|fe80:|::1$)/i;

/** Where the addresses of an Ingress or Gateway lead; undefined where it has none that say so. */
function isPublicAddress(addresses: readonly unknown[]): boolean | undefined {
  const known = addresses.filter((one): one is string => typeof one === 'string' && isIP(one) > 0);
  if (known.length === 0) return undefined;
  return known.some((address) => !privateAddress.test(address));
}

function servicesOfIngress({ metadata, spec }: KubernetesObject): string[] {
  const rules: { http?: { paths?: { backend?: { service?: { name?: string } } }[] } }[] =
    spec?.rules ?? [];
  const backends = [
    spec?.defaultBackend,
    ...rules.flatMap(({ http }) => (http?.paths ?? []).map(({ backend }) => backend)),
  ];
  return backends.flatMap((backend) =>
    backend?.service?.name ? [`${metadata.namespace ?? ''}/${backend.service.name}`] : [],
  );
}

function doorsOfIngresses(look: Look): Door[] {
  return look.objects('ingresses').items.flatMap((ingress) => {
    const entries: { ip?: unknown }[] = ingress.status?.loadBalancer?.ingress ?? [];
    const isOpen = isPublicAddress(entries.map(({ ip }) => ip));
    if (isOpen === false) return [];
    const by = nameOfObject(ingress);
    return servicesOfIngress(ingress).map((service) => ({
      by,
      isUnclear: isOpen === undefined,
      service,
    }));
  });
}

interface Route {
  parentRefs?: { name?: string; namespace?: string }[];
  rules?: { backendRefs?: { kind?: string; name?: string; namespace?: string }[] }[];
}

function doorsOfRoutes(look: Look): Door[] {
  if (!look.wasRead('httpRoutes') || !look.wasRead('gateways')) return [];
  const gateways = new Map(
    look.objects('gateways').items.map((gateway) => {
      const entries: { value?: unknown }[] = gateway.status?.addresses ?? [];
      const { namespace = '', name } = gateway.metadata;
      return [`${namespace}/${name}`, isPublicAddress(entries.map(({ value }) => value))];
    }),
  );
  return look.objects('httpRoutes').items.flatMap((route) => {
    const own = route.metadata.namespace ?? '';
    const { parentRefs = [], rules = [] }: Route = route.spec ?? {};
    const open = parentRefs.map(({ name, namespace = own }) =>
      gateways.get(`${namespace}/${name}`),
    );
    if (!open.some((one) => one !== false)) return [];
    return rules
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .filter(({ kind = 'Service' }) => kind === 'Service')
      .map(({ name, namespace = own }) => ({
        by: nameOfObject(route),
        isUnclear: !open.includes(true),
        service: `${namespace}/${name}`,
      }));
  });
}

function doorsOfServices(look: Look): Door[] {
  return look
    .objects('services')
    .items.filter(isPublic)
    .flatMap((service) => {
      const { verdict } = openness(service);
      if (verdict === 'restricted') return [];
      const { namespace = '', name } = service.metadata;
      const by = nameOfObject(service);
      return [{ by, isUnclear: verdict === 'unclear', service: `${namespace}/${name}` }];
    });
}

/**
 * Tells of a workload by what the Internet reaches it. What lies open through an ingress controller of one's
 * own is told by the Ingresses that it serves.
 */
export function exposureTeller(look: Look): (workload: Workload) => Exposure | undefined {
  const selectors = new Map(
    look
      .objects('services')
      .items.map(({ metadata: { namespace = '', name }, spec }) => [
        `${namespace}/${name}`,
        Object.entries((spec?.selector ?? {}) as Record<string, string>),
      ]),
  );
  const doors = [...doorsOfServices(look), ...doorsOfIngresses(look), ...doorsOfRoutes(look)];
  return ({ metadata: { namespace = '' }, podLabels }) => {
    const leading = doors.filter(({ service }) => {
      const wanted = selectors.get(service) ?? [];
      return (
        service.startsWith(`${namespace}/`) &&
        wanted.length > 0 &&
        wanted.every(([key, value]) => podLabels[key] === value)
      );
    });
    const door = leading.find(({ isUnclear }) => !isUnclear) ?? leading[0];
    return door && { by: door.by, isUnclear: door.isUnclear };
  };
}
