import type { Severity } from './types.ts';

/**
 * Something besides refusals that is worth knowing. Its query stands beside it in <id>.kql, which defines `Found`:
 * the rows of AuditEvents that count, with `Loud` true where one is enough by itself.
 */
export interface Detection {
  id: string;
  title: string;
  severity: Severity;
  /** What it means, and what else looks alike. */
  explanation: string;
  whatToDo: string;
  /** https://attack.mitre.org; null for what is no attack. */
  attack: { id: string; name: string; url: string } | null;
  /** Terms of which an event must hold one: where events are text, others are not even parsed. */
  marks: readonly string[];
  /** In ten minutes and by one actor, where not every event counts by itself. */
  least?: { calls?: number; names?: number; namespaces?: number };
  /** A cluster's own outbound addresses do not count. */
  exceptOwnAddresses?: true;
  /** Cannot be seen, or hardly, where only writes are logged. */
  needsReads: boolean;
  /** Needs whom a caller acted as, which the tables AKSAudit and AKSAuditAdmin do not hold. */
  needsImpersonation?: true;
}

export function defineDetection(detection: Detection): Detection {
  return detection;
}
