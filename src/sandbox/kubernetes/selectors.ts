/**
 * Label and field selectors of a list.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
 */
import { badRequest } from './status.ts';
import type { Json, KubeObject, Resource } from './wire.ts';

export type Wanted = (object: KubeObject) => boolean;

/** @throws KubeError 400 for a selector that cannot be read */
export function labelSelector(text: string): Wanted {
  const requirements = splitOutside(text).map(requirement);
  return ({ metadata }) => requirements.every((holds) => holds(metadata.labels ?? {}));
}

type Labels = Record<string, string>;

function requirement(text: string): (labels: Labels) => boolean {
  const set = /^\s*([^\s!=,()]+)\s+(in|notin)\s+\(([^()]*)\)\s*$/.exec(text);
  if (set) {
    const [, key = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    const isIn = (labels: Labels) => key in labels && values.includes(labels[key] ?? '');
    return operator === 'in' ? isIn : (labels) => !isIn(labels);
  }
  const equal = /^\s*([^\s!=,()]+)\s*(==|=|!=)\s*([^\s!=,()]*)\s*$/.exec(text);
  if (equal) {
    const [, key = '', operator, value = ''] = equal;
    return operator === '!='
      ? (labels) => labels[key] !== value
      : (labels) => labels[key] === value;
  }
  const exists = /^\s*(!?)\s*([^\s!=,()]+)\s*$/.exec(text);
  if (!exists) throw badRequest(`unable to parse requirement: found '${text}'`);
  const [, not, key = ''] = exists;
  return (labels) => key in labels !== (not === '!');
}

/** Splits at commas that stand outside parentheses. */
function splitOutside(text: string): string[] {
  return text.trim() === '' ? [] : text.split(/,(?![^()]*\))/);
}

const everywhere: Record<string, (object: KubeObject) => Json> = {
  'metadata.name': ({ metadata }) => metadata.name,
  'metadata.namespace': ({ metadata }) => metadata.namespace ?? '',
};

const ofKind: Record<string, typeof everywhere> = {
  '/secrets': { type: ({ type }) => type ?? 'Opaque' },
  '/pods': {
    'spec.nodeName': ({ spec }) => spec.nodeName ?? '',
    'spec.serviceAccountName': ({ spec }) => spec.serviceAccountName ?? '',
    'spec.restartPolicy': ({ spec }) => spec.restartPolicy ?? '',
    'status.phase': ({ status }) => status?.phase ?? '',
    'status.podIP': ({ status }) => status?.podIP ?? '',
  },
  '/nodes': { 'spec.unschedulable': ({ spec }) => String(spec.unschedulable ?? false) },
  '/events': {
    'involvedObject.kind': ({ involvedObject }) => involvedObject.kind,
    'involvedObject.name': ({ involvedObject }) => involvedObject.name,
    reason: ({ reason }) => reason,
    type: ({ type }) => type,
  },
};

/** @throws KubeError 400 for a field that the resource cannot be selected by */
export function fieldSelector(text: string, { group, versions, plural }: Resource): Wanted {
  const known = { ...everywhere, ...ofKind[`${group}/${plural}`] };
  const requirements = splitOutside(text).map((term): Wanted => {
    const [, field = '', operator, value = ''] = /^\s*([^!=]+)(==|=|!=)(.*?)\s*$/.exec(term) ?? [];
    const read = known[field];
    if (!operator) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`);
    if (!read)
      throw badRequest(
        `Unable to find "${group}/${versions[0]}, Resource=${plural}" that match label selector "", field selector "${text}": field label not supported: ${field}`,
      );
    return operator === '!=' ? (each) => read(each) !== value : (each) => read(each) === value;
  });
  return (object) => requirements.every((holds) => holds(object));
}
