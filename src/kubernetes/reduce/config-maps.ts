import type { ConfigMapRef, PlainSecret } from '../objects.ts';
import { metaOf } from './meta.ts';
import { looksLikeSecretText } from './plain-secrets.ts';
import { type Dict, dictOf, isDict, textOf, textsByKey } from './shapes.ts';

/** ConfigMaps that steer what a check judges, by name; their values are kept, but for credentials. */
const settingsOf =
  /^(?:coredns-custom|calico-config|cilium-config|azure-ip-masq-agent-config.*|.*ingress-nginx.*|.*nginx.*controller|istio.*|linkerd-config|linkerd-identity-trust-roots)$/;

/** More than what an API server lets a ConfigMap hold is not looked at. */
const longest = 1_048_576;

/** Without values, but for those of a few that checks read; what looks like a credential is kept of none. */
export function configMapOf(
  item: Dict,
  strange: () => void,
  place: string | undefined,
): ConfigMapRef {
  const metadata = metaOf(item, { namespaced: true });
  for (const field of ['data', 'binaryData'])
    if (item[field] !== undefined && item[field] !== null && !isDict(item[field])) strange();
  const data = textsByKey(item.data);
  const plainSecrets: PlainSecret[] = [];
  for (const [name, value] of Object.entries(data)) {
    const looksLike = looksLikeSecretText(name, value.slice(0, longest));
    if (looksLike === undefined) continue;
    plainSecrets.push({ name, looksLike });
    delete data[name];
  }
  const binary = dictOf(item.binaryData);
  for (const [name, value] of Object.entries(binary)) {
    const text = Buffer.from(textOf(value), 'base64').toString('latin1');
    const looksLike = looksLikeSecretText(name, text.slice(0, longest));
    if (looksLike !== undefined) plainSecrets.push({ name, looksLike });
  }
  return {
    metadata,
    keys: [...Object.keys(dictOf(item.data)), ...Object.keys(binary)],
    plainSecrets,
    ...(settingsOf.test(metadata.name) && { settings: data }),
    ...(place && { place }),
  };
}
