/** What can be rolled out over many clusters, in the words of the command. */
export const changes = ['upgrade', 'node-image'] as const;

export function changeOf(
  change: (typeof changes)[number],
  { to, outside }: { to?: string; outside?: string },
): { action: string; params: unknown } | { problem: string } {
  switch (change) {
    case 'upgrade':
      if (to === undefined)
        return { problem: 'Say the version: to 1.36.5, or to 1.36 for its newest patch.' };
      if (outside === '')
        return { problem: '“--outside-window” needs a reason: say it last, with “because …”.' };
      return {
        action: 'kubernetes-upgrade',
        params: { to, ...(outside !== undefined && { outsideWindow: outside }) },
      };
    case 'node-image':
      if (outside !== undefined)
        return {
          problem: 'A node image waits for no window, so “--outside-window” has no place here.',
        };
      return to === undefined
        ? { action: 'node-image', params: {} }
        : { problem: `A node image is brought to its newest, so “to ${to}” has no place here.` };
  }
}
