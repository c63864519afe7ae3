/**
 * A value that a template leaves open: it depends on what is given at deployment, or on a function that
 * only Azure can evaluate. It stands in the JSON where the value would stand.
 */
export interface Expression {
  /** As the template writes it, e.g. `[parameters('ranges')]`. */
  $expression: string;
}

export function expression(text: string): Expression {
  return { $expression: text };
}

export function isExpression(value: unknown): value is Expression {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$expression' in value &&
    typeof value.$expression === 'string'
  );
}
