/**
 * Does some work for every item, a few at once of each group and not too many altogether, the groups in turn:
 * one large group does not keep the others waiting. The first error ends it, once what runs has ended.
 */
export async function eachFairly<T>(
  items: readonly T[],
  groupOf: (item: T) => string,
  { inGroup, altogether }: { inGroup: number; altogether: number },
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...Map.groupBy(items, groupOf).values()].map((group) => ({
    items: group.values(),
    left: group.length,
    running: 0,
  }));
  let failed: { error: unknown } | undefined;

  /** The next item of the group that has the fewest running, or nothing for now. */
  function next() {
    const [group] = waiting
      .filter(({ left, running }) => left > 0 && running < inGroup)
      .sort((a, b) => a.running - b.running);
    return group;
  }

  async function lane(): Promise<void> {
    for (let group = next(); group && !failed; group = next()) {
      group.left -= 1;
      group.running += 1;
      const { value } = group.items.next();
      try {
        await work(value as T);
      } catch (error) {
        failed ??= { error };
      } finally {
        group.running -= 1;
      }
    }
  }

  const lanes = Math.min(altogether, waiting.length * inGroup);
  await Promise.all(Array.from({ length: lanes }, lane));
  if (failed) throw failed.error;
}
