/** The ways from a report of refused calls to the calls themselves. */
import type { ActionsBlock } from '@slack/types';
import type { CallsWanted } from '../../forbidden/queries.ts';
import type { ClusterLook } from '../../forbidden/types.ts';
import { actionIds } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { RenderContext } from '../define-view.ts';
import { logQueries, quietCallers, sourcesOf } from '../log-queries.ts';
import type { ShowCalls } from '../show-calls.ts';
import type { ForbiddenValue } from './forbidden.ts';
import { type CallGroup, type GroupedBy, noAddress } from './forbidden-groups.ts';
import { logButtons } from './log-buttons.ts';

/** A menu is read as far as this. */
const mostOffered = 25;

/** *Show calls*, of all or of one caller, and *Open in Log Analytics*; none where nothing was refused. */
export function callsButtons(
  { id, portal, by, since, until }: ForbiddenValue,
  looks: readonly ClusterLook[],
  { groups, tools }: { groups: readonly CallGroup[]; tools: RenderContext },
): ActionsBlock['elements'] {
  const sources = sourcesOf(looks);
  const loggedOut = looks.filter(({ unauthenticated }) => unauthenticated > 0);
  if ((groups.length === 0 && loggedOut.length === 0) || sources.length === 0) return [];
  const all: CallsWanted = { detection: 'forbidden', without: quietCallers(looks) };
  const showing = (wanted: CallsWanted, clusterIds: readonly string[]) => {
    const payload: ShowCalls = { clusterIds: [...clusterIds], wanted, since, until };
    return { action: actionIds.showCalls, payload };
  };
  const choices = groups
    .filter(({ key }) => key !== noAddress)
    .slice(0, mostOffered)
    .map(({ key, clusterIds }) => ({
      ...showing(wantedOf(key, by, all), clusterIds),
      text: clipped(key.trim() || '(no name)', 75),
    }));
  if (loggedOut.length > 0)
    choices.push({
      ...showing(
        { detection: 'forbidden', kind: 'unauthenticated' },
        loggedOut.map(({ clusterId }) => clusterId),
      ),
      text: 'Nobody: calls without a valid login (401)',
    });
  return [
    tools.button({
      ...showing(all, [...new Set(sources.flatMap(({ clusterIds }) => clusterIds))]),
      text: 'Show calls',
      label: 'Show every refused call one by one',
    }),
    ...(choices.length > 1 || loggedOut.length > 0 ? [tools.menu('Show calls of…', choices)] : []),
    ...logButtons(logQueries(all, sources), { valueId: id, portal, since, until, tools }),
  ];
}

function wantedOf(key: string, by: GroupedBy, all: CallsWanted): CallsWanted {
  if (by === 'actor') return { detection: all.detection, actor: key };
  return by === 'ip' ? { ...all, address: key } : { ...all, resourceClass: key };
}
