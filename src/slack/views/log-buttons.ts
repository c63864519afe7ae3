/** Buttons that open Log Analytics with the query behind what is shown. */
import type { Button } from '@slack/types';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { logAnalyticsLink } from '../log-analytics-link.ts';
import type { LogQuery } from '../log-queries.ts';

/** Fleets ship to few workspaces; a message has room for a few buttons. */
const mostButtons = 3;

/** One for each workspace; where the query is too long for an address, the button posts it as a file. */
export function logButtons(
  queries: readonly LogQuery[],
  {
    valueId,
    portal,
    since,
    until,
    tools: { link, button },
  }: {
    /** Of the run or list whose queries these are. */
    valueId: string;
    portal: string;
    since: string;
    until: string;
    tools: Pick<Drawing, 'link' | 'button'>;
  },
): Button[] {
  return queries.slice(0, mostButtons).map(({ workspaceId, query }, index) => {
    const text =
      queries.length === 1
        ? 'Open in Log Analytics'
        : clipped(`Open in Log Analytics: ${workspaceName(workspaceId)}`, 75);
    const url = logAnalyticsLink({
      portal,
      workspaceId,
      query,
      window: { from: since, to: until },
    });
    return url === null
      ? button({ action: actionIds.showQuery, payload: { valueId, index }, text })
      : link(text, url);
  });
}

export function workspaceName(id: string): string {
  return id.split('/').at(-1) ?? id;
}
