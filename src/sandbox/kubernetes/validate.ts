/**
 * What an API server says of objects that are written: names, and the kinds that fixes write.
 * https://kubernetes.io/docs/reference/kubernetes-api/policy-resources/network-policy-v1/
 */
import ipaddr from 'ipaddr.js';
import { same } from '../azure/paths.ts';
import { type Invalid, invalid } from './status.ts';
import type { Json, KubeObject, Resource } from './wire.ts';

/** @throws KubeError 422 that names every field in the wrong */
export function checkObject(resource: Resource, object: KubeObject, before?: KubeObject): void {
  const found = [...nameProblems(resource, object), ...specProblems(resource, object, before)];
  if (found.length > 0) throw invalid(resource, object.metadata.name ?? '', found);
}

const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

function nameProblems({ group }: Resource, { metadata }: KubeObject): Invalid[] {
  const { name } = metadata;
  if (!name) return [required('metadata.name', 'name or generateName is required')];
  if (group === 'rbac.authorization.k8s.io' || (subdomain.test(name) && name.length <= 253))
    return [];
  return [
    wrong(
      'metadata.name',
      name,
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ),
  ];
}

function specProblems({ group, plural }: Resource, object: KubeObject, before?: KubeObject) {
  switch (`${group}/${plural}`) {
    case 'networking.k8s.io/networkpolicies':
      return networkPolicy(object.spec ?? {});
    case 'policy/poddisruptionbudgets':
      return budget(object.spec ?? {});
    case '/nodes':
      return node(object, before);
    default:
      return [];
  }
}

const wrong = (field: string, value: Json, why: string): Invalid => ({
  field,
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
});
const required = (field: string, why: string): Invalid => ({
  field,
  reason: 'FieldValueRequired',
  message: `Required value${why && `: ${why}`}`,
});
const forbidden = (field: string, why: string): Invalid => ({
  field,
  reason: 'FieldValueForbidden',
  message: `Forbidden: ${why}`,
});
const unsupported = (field: string, value: Json, allowed: string[]): Invalid => ({
  field,
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${allowed.map((each) => `"${each}"`).join(', ')}`,
});

function networkPolicy(spec: Json): Invalid[] {
  const types: string[] = spec.policyTypes ?? [];
  return [
    ...unknownFields('spec', spec, ['podSelector', 'policyTypes', 'ingress', 'egress']),
    ...selector('spec.podSelector', spec.podSelector ?? {}),
    ...types.flatMap((type, index) =>
      ['Ingress', 'Egress'].includes(type)
        ? []
        : [unsupported(`spec.policyTypes[${index}]`, type, ['Egress', 'Ingress'])],
    ),
    ...rules('spec.ingress', spec.ingress, 'from'),
    ...rules('spec.egress', spec.egress, 'to'),
  ];
}

function rules(field: string, list: Json[] = [], peers: 'from' | 'to'): Invalid[] {
  return list.flatMap((rule, index) => [
    ...unknownFields(`${field}[${index}]`, rule, [peers, 'ports']),
    ...(rule[peers] ?? []).flatMap((each: Json, at: number) =>
      peer(`${field}[${index}].${peers}[${at}]`, each),
    ),
    ...(rule.ports ?? []).flatMap((each: Json, at: number) =>
      port(`${field}[${index}].ports[${at}]`, each),
    ),
  ]);
}

function peer(field: string, given: Json): Invalid[] {
  const { ipBlock, podSelector, namespaceSelector } = given;
  if (!ipBlock && !podSelector && !namespaceSelector)
    return [required(field, 'must specify a peer')];
  if (!ipBlock)
    return [
      ...selector(`${field}.podSelector`, podSelector ?? {}),
      ...selector(`${field}.namespaceSelector`, namespaceSelector ?? {}),
    ];
  if (podSelector || namespaceSelector)
    return [forbidden(field, 'may not specify both ipBlock and another peer')];
  const { cidr, except = [] } = ipBlock;
  const at = `${field}.ipBlock`;
  if (!ipaddr.isValidCIDR(cidr ?? ''))
    return [
      wrong(
        `${at}.cidr`,
        cidr ?? '',
        'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ),
    ];
  return except.flatMap((each: string, index: number) => {
    if (ipaddr.isValidCIDR(each) && strictlyInside(each, cidr)) return [];
    return [wrong(`${at}.except[${index}]`, each, 'must be a strict subset of `cidr`')];
  });
}

function strictlyInside(inner: string, outer: string): boolean {
  const [innerAddress, innerBits] = ipaddr.parseCIDR(inner);
  const [outerAddress, outerBits] = ipaddr.parseCIDR(outer);
  if (innerAddress.kind() !== outerAddress.kind() || innerBits <= outerBits) return false;
  return innerAddress.match(outerAddress, outerBits);
}

function port(field: string, { port: from, endPort, protocol = 'TCP' }: Json): Invalid[] {
  const found: Invalid[] = [];
  if (!['TCP', 'UDP', 'SCTP'].includes(protocol))
    found.push(unsupported(`${field}.protocol`, protocol, ['SCTP', 'TCP', 'UDP']));
  if (typeof from === 'number' && (from < 1 || from > 65_535))
    found.push(wrong(`${field}.port`, from, 'must be between 1 and 65535, inclusive'));
  if (endPort !== undefined && typeof from !== 'number')
    found.push(
      wrong(`${field}.endPort`, endPort, 'may not be specified when `port` is non-numeric'),
    );
  else if (endPort !== undefined && endPort < from)
    found.push(wrong(`${field}.endPort`, endPort, 'must be greater than or equal to `port`'));
  return found;
}

const operators = ['DoesNotExist', 'Exists', 'In', 'NotIn'];

function selector(field: string, { matchExpressions = [] }: Json): Invalid[] {
  return matchExpressions.flatMap(({ operator, values = [] }: Json, index: number) => {
    const at = `${field}.matchExpressions[${index}]`;
    if (!operators.includes(operator))
      return [wrong(`${at}.operator`, operator, 'not a valid selector operator')];
    const takesValues = operator === 'In' || operator === 'NotIn';
    if (takesValues && values.length === 0)
      return [required(`${at}.values`, "must be specified when `operator` is 'In' or 'NotIn'")];
    if (!takesValues && values.length > 0)
      return [
        forbidden(
          `${at}.values`,
          "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        ),
      ];
    return [];
  });
}

function budget(spec: Json): Invalid[] {
  const { minAvailable, maxUnavailable } = spec;
  const found = selector('spec.selector', spec.selector ?? {});
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    found.push(wrong('spec', spec, 'minAvailable and maxUnavailable cannot be both set'));
  for (const [name, value] of Object.entries({ minAvailable, maxUnavailable })) {
    if (typeof value === 'number' && value < 0)
      found.push(wrong(`spec.${name}`, value, 'must be greater than or equal to 0'));
    if (typeof value === 'string' && !/^\d+%$/.test(value))
      found.push(
        wrong(
          `spec.${name}`,
          value,
          "a valid percent string must be a numeric string followed by an ending '%'",
        ),
      );
  }
  return found;
}

/** Of a node's spec only cordons, taints and the like may change. */
function node({ spec = {} }: KubeObject, before?: KubeObject): Invalid[] {
  if (spec.unschedulable !== undefined && typeof spec.unschedulable !== 'boolean')
    return [wrong('spec.unschedulable', spec.unschedulable, 'must be true or false')];
  return ['podCIDR', 'providerID'].flatMap((name) =>
    before?.spec?.[name] === undefined || same(before.spec[name], spec[name])
      ? []
      : [forbidden('spec', `node updates may not change ${name} except from "" to valid`)],
  );
}

function unknownFields(field: string, value: Json, known: string[]): Invalid[] {
  return Object.keys(value)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      field: `${field}.${name}`,
      reason: 'FieldValueInvalid' as const,
      message: `unknown field "${field}.${name}"`,
    }));
}
