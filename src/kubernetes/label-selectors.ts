/** Label selectors on labels that are known. An operator that there is not selects nothing. */

// biome-ignore lint/suspicious/noExplicitAny: selectors come as the wire has them
type Json = any;

/** An absent or empty selector selects everything. */
export function selectsLabels(selector: Json, labels: Record<string, string>): boolean {
  const expressions: Json[] = Array.isArray(selector?.matchExpressions)
    ? selector.matchExpressions
    : [];
  return hasLabels(selector?.matchLabels, labels) && expressions.every((one) => fits(one, labels));
}

/** As the selector of a Service: every label with its value. */
export function hasLabels(wanted: Json, labels: Record<string, string>): boolean {
  return Object.entries(wanted ?? {}).every(
    ([key, value]) => Object.hasOwn(labels, key) && labels[key] === value,
  );
}

function fits({ key, operator, values }: Json, labels: Record<string, string>): boolean {
  const isThere = Object.hasOwn(labels, key);
  const isListed = isThere && Array.isArray(values) && values.includes(labels[key]);
  if (operator === 'In') return isListed;
  if (operator === 'NotIn') return !isListed;
  return operator === 'Exists' ? isThere : operator === 'DoesNotExist' && !isThere;
}
