/** A query that is too long for a link, as a file in the thread. */
import { context, type Rendered, section } from '../blocks.ts';
import { defineView, type RenderContext } from '../define-view.ts';
import { bold } from '../escape.ts';
import { emptyLogAnalyticsLink } from '../log-analytics-link.ts';
import { type FoundQueries, logQueriesOf } from '../log-queries.ts';
import { workspaceName } from './log-buttons.ts';

type LogQueryValue = FoundQueries & { portal: string };

export const view = defineView<LogQueryValue>({
  name: 'log-query',
  async load({ db, portal }, id) {
    const found = await logQueriesOf(db, id);
    return found && { ...found, portal };
  },
  render: logQueryMessage,
});

function logQueryMessage(
  { queries, portal, since, until }: LogQueryValue,
  { state, link }: RenderContext,
): Rendered {
  const chosen = queries[Number(state.index ?? 0)];
  if (!chosen) return { text: 'This query is gone.', blocks: [section('This query is gone.')] };
  const { workspaceId, query } = chosen;
  const name = workspaceName(workspaceId);
  const url = emptyLogAnalyticsLink({ portal, workspaceId, window: { from: since, to: until } });
  return {
    text: `The query for ${name} is too long for a link: it is in the file.`,
    blocks: [
      section(
        `The query for ${bold(name)} is too long for a link. Copy it from the file below into the workspace’s Logs.`,
      ),
      { type: 'actions', elements: [link('Open the workspace’s Logs', url)] },
      context(
        `The time to choose there: ${since.slice(0, 16).replace('T', ' ')} to ${until.slice(0, 16).replace('T', ' ')} UTC.`,
      ),
    ],
    attachment: {
      filename: `${name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60)}.kql`,
      title: `Query for ${name}`,
      content: `${query}\n`,
    },
  };
}
