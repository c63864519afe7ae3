import type { App } from '@slack/bolt';
import type { ClusterRef } from '../../fleet/snapshot.ts';
import { clusterOptionsId } from '../action-ids.ts';
import { clipped } from '../blocks.ts';
import type { SlackDeps } from '../context.ts';
import { placeOf } from '../define-modal.ts';
import { actionOf } from '../drawing.ts';
import { clusterKey } from '../fleet-cache.ts';
import { allowedAmong } from '../may.ts';
import { arrivalOf } from './arrival.ts';

/** https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
const mostOptions = 100;

/** Typing in a select that searches the fleet: by name, tag or subscription, only what the person may see. */
export function listenToOptions(app: App, deps: SlackDeps): void {
  app.options<'block_suggestion'>(/.*/, async (args) => {
    const { person } = arrivalOf(args.context);
    if (actionOf(args.payload.action_id) !== clusterOptionsId) return args.ack({ options: [] });
    try {
      const readable = await allowedAmong(
        // Rights may depend on the channel: the one in which the form was asked for.
        { deps, person, origin: { kind: 'modal', ...placeOf(args.body.view?.private_metadata) } },
        'read',
        await deps.fleet.all(),
      );
      await args.ack({ options: clusterOptions(readable, args.payload.value) });
    } catch (error) {
      deps.logger.warn({ err: error }, 'no clusters could be offered');
      await args.ack({ options: [] });
    }
  });
}

function clusterOptions(clusters: readonly ClusterRef[], typed: string) {
  const wanted = typed.trim().toLowerCase();
  return clusters
    .filter((cluster) => searched(cluster).includes(wanted))
    .slice(0, mostOptions)
    .map((cluster) => ({
      text: { type: 'plain_text' as const, text: clipped(cluster.name, 75) },
      description: {
        type: 'plain_text' as const,
        text: clipped(`${cluster.resourceGroup} · ${cluster.location}`, 75),
      },
      value: clusterKey(cluster.id),
    }));
}

function searched({ name, resourceGroup, subscriptionId, location, tags }: ClusterRef): string {
  const tagWords = Object.entries(tags).map(([key, value]) => `${key}=${value}`);
  return [name, resourceGroup, subscriptionId, location, ...tagWords].join(' ').toLowerCase();
}
