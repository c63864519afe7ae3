/** Policies that close an address to every pod of a namespace and leave the rest as it is. */
import type { KubernetesObject } from '../../kubernetes/objects.ts';
import type { Engine } from './types.ts';

const name = 'close-metadata-endpoint';

/**
 * The policy that closes these addresses in a namespace. With Cilium it denies, and closes for certain; for
 * other engines it allows all but the addresses, so a policy that allows one of them undoes it.
 * @param addresses IPv4; `168.63.129.16` keeps its port 53, by which names are resolved.
 */
export function closingPolicy({
  namespace,
  addresses,
  engine,
  ipv6 = false,
}: {
  namespace: string;
  addresses: readonly string[];
  engine: Engine;
  ipv6?: boolean;
}): KubernetesObject {
  return engine === 'cilium'
    ? denying(namespace, addresses)
    : allowingTheRest(namespace, addresses, ipv6);
}

const resolver = '168.63.129.16';

/** https://docs.cilium.io/en/stable/security/policy/language/#deny-policies */
function denying(namespace: string, addresses: readonly string[]): KubernetesObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name, namespace },
    spec: {
      endpointSelector: {},
      enableDefaultDeny: { egress: false, ingress: false },
      egressDeny: addresses.map((address) => ({
        toCIDR: [`${address}/32`],
        ...(address === resolver && {
          toPorts: [
            {
              ports: [
                { port: '80', protocol: 'TCP' },
                { port: '32526', protocol: 'TCP' },
              ],
            },
          ],
        }),
      })),
    },
  };
}

function allowingTheRest(
  namespace: string,
  addresses: readonly string[],
  ipv6: boolean,
): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name, namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              ipBlock: { cidr: '0.0.0.0/0', except: addresses.map((address) => `${address}/32`) },
            },
            ...(ipv6 ? [{ ipBlock: { cidr: '::/0' } }] : []),
            // An engine may not count pods and nodes among addresses.
            { namespaceSelector: {} },
          ],
        },
        ...(addresses.includes(resolver)
          ? [
              {
                to: [{ ipBlock: { cidr: `${resolver}/32` } }],
                ports: [
                  { protocol: 'UDP', port: 53 },
                  { protocol: 'TCP', port: 53 },
                ],
              },
            ]
          : []),
      ],
    },
  };
}
