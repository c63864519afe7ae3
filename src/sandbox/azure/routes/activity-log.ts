/** What was done through Azure's own API: what the fleet's past holds, and what stories tell. */
import type { Json } from '../../fleet/wire.ts';
import { seededGuid } from '../../fleet/wire.ts';
import { writesSince } from '../../logs/activity-rows.ts';
import { sceneOf } from '../../logs/scene.ts';
import type { Activity } from '../../logs/story.ts';
import type { Timeline } from '../../logs/timeline.ts';
import { ArmError } from '../errors.ts';
import { type App, type Call, type Ground, on } from '../route.ts';
import type { StoredCluster } from '../state.ts';

const type = 'Microsoft.Insights/eventtypes/values';
const keptDays = 90;
const dayMs = 24 * 60 * 60 * 1000;

const filterPattern =
  /^eventTimestamp ge '([^']+)' and eventTimestamp le '([^']+)' and (resourceUri|resourceProvider) eq '([^']+)'$/;

/** https://learn.microsoft.com/rest/api/monitor/activity-logs/list */
export function activityLogRoutes(app: App, ground: Ground, timeline: Timeline): void {
  on(
    app,
    ground,
    'GET',
    '/subscriptions/:subscription/providers/microsoft.insights/eventtypes/management/values',
    { family: 'activityLog', action: `${type}/read` },
    (call) => ({ json: { value: asked(call, timeline) } }),
  );
}

function asked(call: Call, timeline: Timeline): Json[] {
  const [, from = '', until = '', by, what = ''] =
    filterPattern.exec(call.query('$filter') ?? '') ?? [];
  const [start, end] = [Date.parse(from), Date.parse(until)];
  if (Number.isNaN(start) || Number.isNaN(end))
    throw new ArmError(
      400,
      'BadRequest',
      'The filter is not one that the sandbox knows: eventTimestamp ge … and eventTimestamp le … and resourceUri (or resourceProvider) eq …',
    );
  if (start < call.now.getTime() - keptDays * dayMs)
    throw new ArmError(
      400,
      'BadRequest',
      `The start time cannot be more than ${keptDays} days in the past.`,
    );
  const wanted = what.toLowerCase();
  const fits = ({ resourceId, operationName }: Json): boolean =>
    by === 'resourceUri'
      ? resourceId.toLowerCase() === wanted
      : operationName.value.toLowerCase().startsWith(`${wanted}/`);
  return everything(call, timeline, { start, end })
    .filter((event) => {
      const at = Date.parse(event.eventTimestamp);
      return at >= start && at <= end && fits(event);
    })
    .map(({ type: _type, ...event }) => event);
}

function everything(
  { ground, param }: Call,
  timeline: Timeline,
  { start, end }: { start: number; end: number },
): Json[] {
  const prefix = `/subscriptions/${param('subscription')}/`;
  const clusters = ground.state.clusters.filter(({ id }) => id.toLowerCase().startsWith(prefix));
  const past = ground.state.around.filter(
    (each) => each.type === type && each.resourceId.toLowerCase().startsWith(prefix),
  );
  const told = clusters.flatMap((cluster) => {
    const stories = timeline
      .told(sceneOf(cluster.managedCluster), start, end + 1)
      .flatMap(({ activity = [] }) => activity);
    return [...stories, ...writesSince(cluster)].flatMap((each) => eventsOf(each, cluster));
  });
  return [...past, ...told];
}

/** An operation is told twice, as it begins and as it ends; what was asked or answered, as text. */
function eventsOf(activity: Activity, { id }: StoredCluster): Json[] {
  const { at, caller, ip, operation, below = '', properties } = activity;
  const correlationId = seededGuid('activity', id, operation, String(at));
  return ['Started', 'Succeeded'].map((status, index) => ({
    id: `${id}/events/${seededGuid('event', correlationId, status)}`,
    caller,
    channels: 'Operation',
    category: { value: 'Administrative', localizedValue: 'Administrative' },
    correlationId,
    eventTimestamp: new Date(at + index * 1_200).toISOString(),
    httpRequest: { clientIpAddress: ip },
    level: 'Informational',
    operationName: { value: operation, localizedValue: operation },
    resourceId: id + below,
    status: { value: status, localizedValue: status },
    ...(status === 'Succeeded' &&
      properties && {
        properties: { statusCode: 'OK', responseBody: JSON.stringify({ id: below, properties }) },
      }),
  }));
}
