import type { ClusterRef } from '../../fleet/snapshot.ts';
import { actionIds } from '../action-ids.ts';
import { clipped, type Rendered, section } from '../blocks.ts';
import type { Drawing } from '../drawing.ts';
import { code, escapeMrkdwn } from '../escape.ts';
import { lineWith } from '../grammar/parse.ts';

const mostOffered = 10;

export interface WhichCluster {
  /** What was typed, and the line in which it stood. */
  word: string;
  line: string;
  kind: 'none' | 'several';
  /** Those that the person may see. */
  offered: readonly ClusterRef[];
  /** Whether the person may see any cluster at all. */
  seesAny: boolean;
  slashCommand: string;
}

/** A word that means no cluster, or several: buttons run the same line with a name that works. */
export function whichCluster(
  { word, line, kind, offered, seesAny, slashCommand }: WhichCluster,
  { button }: Pick<Drawing, 'button'>,
): Rendered {
  const shown = offered.slice(0, mostOffered);
  const said = clipped(word, 200);
  const problem =
    kind === 'several' && shown.length > 0
      ? `“${said}” means ${offered.length} clusters. Which one?`
      : `I know no cluster “${said}”.${shown.length > 0 ? ' Did you mean one of these?' : ''}`;
  if (shown.length === 0) {
    const hint = seesAny
      ? `${code(`${slashCommand} clusters`)} lists those that you may look at.`
      : `You may not look at any cluster from here; ${code(`${slashCommand} help`)} says what you can do.`;
    return { text: problem, blocks: [section(`${escapeMrkdwn(problem)}\n${hint}`)] };
  }
  return {
    text: problem,
    blocks: [
      section(escapeMrkdwn(problem)),
      {
        type: 'actions',
        elements: shown.map((cluster) =>
          button({
            action: actionIds.runCommand,
            payload: { line: lineWith(line, word, cluster.id) },
            text: kind === 'several' ? longName(cluster) : cluster.name,
            label: `${cluster.name} in ${cluster.resourceGroup}`,
          }),
        ),
      },
    ],
  };
}

function longName({ name, resourceGroup, subscriptionId }: ClusterRef): string {
  return `${clipped(name, 30)} · ${clipped(resourceGroup, 28)} · ${subscriptionId.slice(0, 8)}`;
}
