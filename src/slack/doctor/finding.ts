/** One thing that was tried, and what to do where it did not work. */
export interface Finding {
  topic: Topic;
  /** `unknown`: it could not be tried, so nobody knows. Never an all-clear. */
  outcome: 'ok' | 'problem' | 'unknown';
  says: string;
  /** What to do about it. */
  todo?: string;
}

export type Topic =
  | 'Settings'
  | 'Database'
  | 'Trail'
  | 'Queue'
  | 'Rights'
  | 'Slack'
  | 'Fleet'
  | 'Azure, reading'
  | 'Azure, changing'
  | 'Kubernetes, reading';

export type Said = Omit<Finding, 'topic'>;

/** What to say of a probe that failed. */
export interface Failing {
  topic: Topic;
  /** What it means when it throws. */
  says: string;
  todo: string;
  /** Longer is no answer. */
  withinMs?: number;
}

/** Runs a probe; whatever it throws, and that it does not answer, is a finding too. */
export async function probe(
  { topic, says, todo, withinMs = 30_000 }: Failing,
  run: () => Promise<Said[]>,
): Promise<Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${withinMs / 1000} s`)), withinMs);
  });
  try {
    return (await Promise.race([run(), late])).map((said) => ({ topic, ...said }));
  } catch (error) {
    return [{ topic, outcome: 'problem', says: `${says}: ${reason(error)}`, todo }];
  } finally {
    clearTimeout(timer);
  }
}

/** The first line of what went wrong, and the network's own code where only a cause says it. */
export function reason(error: unknown): string {
  // A host with several addresses fails with an error of each, and without words of its own.
  if (error instanceof AggregateError && !error.message) return reason(error.errors[0]);
  if (!(error instanceof Error)) return String(error);
  const [line = ''] = (error.message || error.name).split('\n');
  const code = codeOf(error);
  return code && !line.includes(code) ? `${line} (${code})` : line;
}

/** Slack's client calls a cause `original`. */
function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { cause, original } = error as Error & { original?: unknown };
  const deeper = codeOf(original ?? cause);
  if (deeper) return deeper;
  const code = 'code' in error ? String(error.code) : '';
  return /^E[A-Z_]{3,}$/.test(code) ? code : undefined;
}

/** How many of these need a person: problems, and what could not be tried. */
export function inNeed(findings: readonly Finding[]): { problems: number; unknown: number } {
  const count = (outcome: Finding['outcome']) =>
    findings.filter((finding) => finding.outcome === outcome).length;
  return { problems: count('problem'), unknown: count('unknown') };
}

/** `All is well: 12 of 12`, or how many are not. */
export function verdict(findings: readonly Finding[]): string {
  const { problems, unknown } = inNeed(findings);
  if (problems + unknown === 0) return `All is well: ${findings.length} things were tried`;
  return [
    ...(problems > 0 ? [`${problems} ${problems === 1 ? 'problem' : 'problems'}`] : []),
    ...(unknown > 0 ? [`${unknown} could not be tried`] : []),
    `${findings.length - problems - unknown} of ${findings.length} well`,
  ].join(', ');
}
