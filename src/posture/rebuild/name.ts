/** `aks-prod-weu` → `aks-prod-weu-v2` → `aks-prod-weu-v3`, within Azure's limit of 63 for a cluster. */
export function rebuiltName(name: string, limit = 63): string {
  const [, stem = name, number = '1'] = /^(.*)-v(\d{1,6})$/.exec(name) ?? [];
  const suffix = `-v${Number(number) + 1}`;
  return `${stem.slice(0, limit - suffix.length).replace(/[-_]+$/, '')}${suffix}`;
}
