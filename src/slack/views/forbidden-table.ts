import { actionIds } from '../action-ids.ts';
import { clipped, dataTable, section, type ViewBlock } from '../blocks.ts';
import { type Piece, tableBudget, tablePage } from '../budget.ts';
import type { RenderContext } from '../define-view.ts';
import { bold, escapeMrkdwn } from '../escape.ts';
import type { CallGroup, GroupedBy } from './forbidden-groups.ts';
import { counted } from './forbidden-words.ts';

const mostWorst = 3;
/** For the caption, the buttons and what stands around the table. */
const beside = 400;

/** The most suspicious, each with its reasons. */
export function worstLines(groups: readonly CallGroup[]): ViewBlock[] {
  const lines = groups
    .slice(0, mostWorst)
    .filter(({ suspicion }) => suspicion.level !== 'low')
    .map(({ key, calls, suspicion }) => {
      const reasons = suspicion.reasons.slice(0, 4).join('; ');
      return `• ${bold(clipped(key, 120))}, ${suspicion.level} suspicion, ${counted(calls, 'attempt')}: ${escapeMrkdwn(clipped(reasons, 500))}`;
    });
  return lines.length > 0 ? [section(lines.join('\n'))] : [];
}

const firstColumn = { actor: 'Caller', resource: 'Asked for', ip: 'Address' } as const;

/** Everything in order of suspicion, a page at a time. */
export function groupsTable(
  groups: readonly CallGroup[],
  {
    by,
    several,
    nameOf,
    characters,
    tools: { page, button },
  }: {
    by: GroupedBy;
    /** Whether several clusters were looked at, so that each row says which. */
    several: boolean;
    nameOf: (clusterId: string) => string;
    characters: number;
    tools: RenderContext;
  },
): Piece[] {
  if (groups.length === 0) return [];
  const columns = [
    firstColumn[by],
    'Suspicion',
    'Attempts',
    by === 'actor' ? 'Asked for' : 'Caller',
    by === 'ip' ? 'Asked for' : 'Address',
    'Kind',
    ...(several ? ['Cluster'] : []),
    'Last (UTC)',
  ];
  const cells = groups.map((group) => [
    clipped(group.key, 100),
    group.suspicion.level,
    group.calls,
    by === 'actor' ? some(group.resources) : some(group.actors),
    by === 'ip' ? some(group.resources) : some(group.addresses),
    some(group.kinds),
    ...(several ? [some(group.clusterIds.map(nameOf))] : []),
    group.last.slice(0, 16).replace('T', ' '),
  ]);
  const heads = columns.reduce((sum, text) => sum + text.length, 0);
  const turned = tablePage(cells, page, {
    rows: tableBudget.rows,
    characters: Math.min(tableBudget.characters, characters - beside) - heads,
  });
  const table = dataTable({
    caption: `In order of suspicion, ${turned.from} to ${turned.to} of ${turned.total}`,
    columns,
    rows: turned.rows,
  });
  if (turned.pages === 1) return [{ importance: 90, blocks: [table] }];
  const turn = (text: string, to: number) =>
    button({ action: actionIds.showPage, payload: { page: to }, text });
  const elements = [
    ...(turned.page > 0 ? [turn('Show previous', turned.page - 1)] : []),
    ...(turned.page + 1 < turned.pages ? [turn('Show more', turned.page + 1)] : []),
  ];
  return [{ importance: 90, blocks: [table, { type: 'actions', elements }] }];
}

/** The first few, and how many more. */
function some(words: readonly string[]): string {
  const shown = words.slice(0, 3).map((word) => clipped(word, 50));
  const more = words.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
