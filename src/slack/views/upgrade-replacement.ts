/** A replacement for a cluster: its Bicep as a file, and what has to move, to be ticked off. */
import type { Replacement } from '../../jobs/replacements.ts';
import { type ChecklistPart, checklistAsMarkdown } from '../../upgrade/checklist.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, context, header, type Rendered, section } from '../blocks.ts';
import { type Piece, withinBudget } from '../budget.ts';
import type { RenderContext } from '../define-view.ts';
import { bold, code, escapeMrkdwn, when } from '../escape.ts';

const mostItems = 5;

export function replacementMessage(
  { version, made, checklist }: Replacement,
  { finishedAt, tools }: { finishedAt: string; tools: RenderContext },
): Rendered {
  const { cluster, newName, fixed, judged, left, bicep } = made;
  const list = checklistAsMarkdown(checklist, { name: cluster.name, newName, version });
  const run = (line: string, text: string) =>
    tools.button({ action: actionIds.runCommand, payload: { line }, text });
  const pieces: Piece[] = [
    {
      importance: 100,
      blocks: [
        header(`${cluster.name}: a replacement at Kubernetes ${version}`),
        section(
          `${bold(newName)} mends ${fixed.length} ${fixed.length === 1 ? 'finding' : 'findings'}; ${judged.after.failed} stay${left.length > 0 ? `, and ${left.length} things are yours to decide: they stand at the head of the file` : ''}.\n*What has to move*`,
        ),
      ],
    },
    ...checklist.map((part) => ({ importance: 80, blocks: [section(sayPart(part))] })),
    {
      importance: 99,
      blocks: [
        {
          type: 'actions',
          elements: [
            run(`upgrade ${cluster.id}`, 'Upgrade in place instead'),
            run(`upgrade ${cluster.id} --replace`, 'Write it again'),
          ],
        },
        context(
          `The file holds the Bicep, and the whole list above it. Read ${when(finishedAt)}. Nothing was changed in Azure.`,
        ),
      ],
    },
  ];
  return {
    text: `A replacement of ${cluster.name} at Kubernetes ${version} is written.`,
    blocks: withinBudget(pieces).blocks,
    attachment: {
      filename: `${newName.replaceAll(/[^\w.-]/g, '_')}.bicep`,
      title: `Replacement of ${cluster.name} at ${version}`,
      content: `${asComment(list)}\n${bicep}`,
    },
  };
}

function sayPart({ title, todo, items, reason }: ChecklistPart): string {
  const what =
    items === null
      ? [`• not read: ${escapeMrkdwn(clipped(reason ?? '', 200))}`]
      : items.length === 0
        ? ['• none found']
        : items.slice(0, mostItems).map((item) => `• ${code(clipped(item, 150))}`);
  const more = (items?.length ?? 0) - mostItems;
  return [
    `*${title}* ${escapeMrkdwn(todo)}`,
    ...what,
    ...(more > 0 ? [`and ${more} more, in the file`] : []),
  ].join('\n');
}

function asComment(text: string): string {
  return text
    .trimEnd()
    .split(/\r\n|[\n\r\u0085\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join('\n');
}
