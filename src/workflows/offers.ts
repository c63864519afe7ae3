import { remediations } from '../remediation/actions/index.generated.ts';
import type { Risk } from '../rights/schema.ts';

/** The risks of what a workflow offers; none said means any. */
export function risksOf({ offer = [] }: { offer?: readonly string[] }): Risk[] {
  const risks = remediations.filter(({ id }) => offer.includes(id)).map(({ risk }) => risk);
  return [...new Set(risks)];
}
