/** What can be rolled out over many clusters, in the words of the command. */
export const changes = ['upgrade', 'node-image'] as const;

export function changeOf(
  change: (typeof changes)[number],
  { to }: { to?: string },
): { action: string; params: unknown } | { problem: string } {
  switch (change) {
    case 'upgrade':
      return to === undefined
        ? { problem: 'Say the version: to 1.36.5, or to 1.36 for its newest patch.' }
        : { action: 'kubernetes-upgrade', params: { to } };
    case 'node-image':
      return to === undefined
        ? { action: 'node-image', params: {} }
        : { problem: `A node image is brought to its newest, so “to ${to}” has no place here.` };
  }
}
