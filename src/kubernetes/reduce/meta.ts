import type { ObjectMeta } from '../objects.ts';
import { looksLikeSecret } from './plain-secrets.ts';
import { dictOf, dictsOf, textOf, textsByKey } from './shapes.ts';

/** Holds the whole object once more, environment and all. */
const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** No check reads an annotation as long as this; some tools keep whole releases in one. */
const longestAnnotation = 16_384;

export function annotationsOf(value: unknown): Record<string, string> {
  const annotations = textsByKey(value);
  for (const [key, text] of Object.entries(annotations))
    if (key === lastApplied || text.length > longestAnnotation) delete annotations[key];
    else if (looksLikeSecret('', text) !== undefined) annotations[key] = '(left out)';
  return annotations;
}

/** `namespaced` objects of a manifest that name no namespace go into `default`, as kubectl would put them. */
export function metaOf(item: unknown, { namespaced }: { namespaced: boolean }): ObjectMeta {
  const raw = dictOf(dictOf(item).metadata);
  const labels = textsByKey(raw.labels);
  const annotations = annotationsOf(raw.annotations);
  const owners = dictsOf(raw.ownerReferences).map((owner) => ({
    apiVersion: textOf(owner.apiVersion),
    kind: textOf(owner.kind),
    name: textOf(owner.name),
    ...(owner.controller === true && { controller: true }),
  }));
  return {
    name: textOf(raw.name) || textOf(raw.generateName),
    ...(namespaced && { namespace: textOf(raw.namespace) || 'default' }),
    ...(textOf(raw.uid) && { uid: textOf(raw.uid) }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    ...(textOf(raw.creationTimestamp) && { creationTimestamp: textOf(raw.creationTimestamp) }),
    ...(owners.length > 0 && { ownerReferences: owners }),
  };
}
