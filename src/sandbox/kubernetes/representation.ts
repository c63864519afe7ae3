/**
 * Whole objects or their metadata alone, as the caller asks by `Accept`.
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
 */
import { KubeError, notServedHere } from './status.ts';
import { apiVersionOf, type Json, type KubeObject, type Resource } from './wire.ts';

type Form = 'whole' | 'metadata';

/** @throws KubeError 406 where nothing of what is asked for can be served */
export function formOf(accept: string | undefined): Form {
  for (const choice of (accept ?? '*/*').split(',')) {
    const [type = '', ...parameters] = choice.split(';').map((part) => part.trim());
    if (!['application/json', '*/*', 'application/*'].includes(type)) continue;
    const as = parameters.find((parameter) => parameter.startsWith('as='))?.slice(3);
    if (as === undefined) return 'whole';
    if (as === 'PartialObjectMetadata' || as === 'PartialObjectMetadataList') return 'metadata';
    if (as === 'Table') throw notServedHere('objects as a Table: ask for application/json');
  }
  throw new KubeError(
    406,
    'NotAcceptable',
    'only the following media types are accepted: application/json, application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1, application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1',
  );
}

interface Asked {
  resource: Resource;
  version: string;
  form: Form;
}

export function asObject(object: KubeObject, { resource, version, form }: Asked): Json {
  if (form === 'metadata') return partial(object);
  const { apiVersion: _, kind: __, ...rest } = object;
  return { kind: resource.kind, apiVersion: apiVersionOf(resource.group, version), ...rest };
}

export function asList(items: KubeObject[], metadata: Json, asked: Asked): Json {
  const { resource, version, form } = asked;
  if (form === 'metadata')
    return {
      kind: 'PartialObjectMetadataList',
      apiVersion: 'meta.k8s.io/v1',
      metadata,
      items: items.map(partial),
    };
  return {
    kind: `${resource.kind}List`,
    apiVersion: apiVersionOf(resource.group, version),
    metadata,
    // Built-in kinds leave out in their lists what each item is.
    items: items.map((each) => {
      if (resource.custom) return asObject(each, asked);
      const { apiVersion: _, kind: __, ...rest } = each;
      return rest;
    }),
  };
}

function partial({ metadata }: KubeObject): Json {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
