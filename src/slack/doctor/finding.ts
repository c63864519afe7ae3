/** One thing that was tried, and what to do where it did not work. */
export interface Finding {
  topic: 'Settings' | 'Database' | 'Rights' | 'Slack' | 'Azure, reading' | 'Azure, changing';
  outcome: 'ok' | 'problem' | 'unknown';
  says: string;
  /** What to do about it. */
  todo?: string;
}

/** Runs a probe; whatever it throws is a finding too. */
export async function probe(
  topic: Finding['topic'],
  what: string,
  todo: string,
  run: () => Promise<Omit<Finding, 'topic'>[]>,
): Promise<Finding[]> {
  try {
    return (await run()).map((finding) => ({ topic, ...finding }));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return [{ topic, outcome: 'problem', says: `${what}: ${why.split('\n')[0]}`, todo }];
  }
}
