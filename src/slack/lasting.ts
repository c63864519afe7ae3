/** Lasting changes of clusters that code deploys: refused, with the lines for the code instead. */
import type { ClusterRef } from '../fleet/snapshot.ts';
import { clusterLines } from '../posture/bicep-lines.ts';
import { managedByCode, sayManaged } from '../posture/managed-by-code.ts';
import { remediations } from '../remediation/actions/index.generated.ts';
import type { CommandContext } from './context.ts';
import { code, escapeMrkdwn } from './escape.ts';
import { lastReadRanges, rangesPath } from './present-ranges.ts';

const mostLines = 1_800;

interface Wanted {
  operation?: unknown;
  ranges?: unknown;
}

/**
 * Why this may not be asked for, or null where it may: nobody's code deploys the cluster, or the change
 * takes itself back.
 */
export async function refusalOfLasting(
  { deps }: Pick<CommandContext, 'deps'>,
  cluster: ClusterRef,
  { action, params }: { action: string; params: unknown },
): Promise<{ sentence: string; fields: Record<string, string> } | null> {
  const tool = managedByCode(cluster, deps.managedByCode);
  if (!tool || !isInTemplate(action, params)) return null;
  const managed = escapeMrkdwn(sayManaged(tool, deps.managedByCode.tag));
  if (action !== 'authorized-ip-ranges') return { sentence: managed, fields: {} };
  const { operation = 'add', ranges } = (params ?? {}) as Wanted;
  const asked = Array.isArray(ranges) ? ranges.map(String) : [];
  const timed = `${deps.slashCommand} ip add ${cluster.name} ${asked[0] ?? '203.0.113.7/32'} for 4h`;
  const said = [
    managed,
    ...(await linesFor(deps, cluster, String(operation), asked)),
    `A range for a while can be asked for from here: ${code(timed)}`,
  ];
  return {
    sentence: said.join('\n'),
    fields:
      operation === 'add'
        ? { for: `${tool} deploys this cluster: choose a time, or change its code.` }
        : {},
  };
}

/** What cannot be read is asked for again by its form; it may be anything, so it counts as lasting. */
function isInTemplate(action: string, params: unknown): boolean {
  const found = remediations.find(({ id }) => id === action);
  const read = found?.params.safeParse(params);
  return found && read?.success ? found.inTemplate(read.data) : true;
}

/** What the code is to say; nothing where the present list is not known, or too long to show. */
async function linesFor(
  { db }: CommandContext['deps'],
  cluster: ClusterRef,
  operation: string,
  asked: readonly string[],
): Promise<string[]> {
  const present = (await lastReadRanges(db, cluster.id))?.ranges;
  if (asked.length === 0 || !present) return [];
  const next =
    operation === 'replace'
      ? asked
      : operation === 'remove'
        ? present.filter((range) => !asked.includes(range))
        : [...new Set([...present, ...asked])];
  const lines = clusterLines(cluster, { [rangesPath]: next });
  return lines.length > mostLines ? [] : [`In its code:\n\`\`\`${escapeMrkdwn(lines)}\`\`\``];
}
