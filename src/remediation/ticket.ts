import { runInNewContext } from 'node:vm';

/** As long as the form's field. */
const longest = 100;
/** A pattern that needs more for so few letters goes in circles: https://owasp.org/www-community/attacks/Regular_expression_Denial_of_Service_-_ReDoS */
const patienceMs = 100;

/**
 * What is wrong with a ticket by the pattern of the rights file; undefined when it fits as a whole.
 * The pattern is the operator's, but the ticket is anybody's, and one slow match would stop everybody.
 */
export function whyNoTicket(pattern: string, ticket: string): string | undefined {
  if (ticket === '')
    return `A ticket is needed for changes of this cluster; it has to match ${pattern}.`;
  if (ticket.length > longest)
    return `"${ticket.slice(0, 20)}…" is not a ticket: it is longer than ${longest} characters.`;
  try {
    const fits: unknown = runInNewContext(
      'new RegExp(whole).test(ticket)',
      { whole: `^(?:${pattern})$`, ticket },
      { timeout: patienceMs },
    );
    return fits ? undefined : `"${ticket}" is not a ticket: it has to match ${pattern}.`;
  } catch (error) {
    if (!isTimeout(error)) throw error;
    return `"${ticket}" cannot be checked: the pattern ${pattern} of the rights file takes too long on it. Give another ticket, and tell whoever runs Drawbridge.`;
  }
}

/** It may come from the other context, where Error is another class. */
function isTimeout(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
}
