/** AzureActivity: who changed what in Azure. */
import type { StoredCluster } from '../azure/state.ts';
import { seededGuid } from '../fleet/wire.ts';
import { common, type Place, type Row } from './rows.ts';
import type { Activity } from './story.ts';

/** An operation is told twice, as it begins and as it ends, under one correlation id. */
export function activityRows(activity: Activity, place: Place): { at: number; row: Row }[] {
  return (['Start', 'Success'] as const).map((status, index) => {
    const at = activity.at + index * 1_200;
    return { at, row: activityRow({ ...activity, at }, { place, status, began: activity.at }) };
  });
}

function activityRow(
  activity: Activity,
  { place, status, began }: { place: Place; status: 'Start' | 'Success'; began: number },
): Row {
  const { at, caller, ip, operation, below = '', properties = {} } = activity;
  const { id, name } = place.scene;
  const [, , subscription = '', , group = ''] = id.split('/');
  const correlation = seededGuid('activity', id, operation, String(began));
  const time = new Date(at).toISOString();
  const details = {
    ...properties,
    entity: id + below,
    message: operation,
    hierarchy: subscription,
  };
  return {
    ...common(place, 'AzureActivity'),
    _ResourceId: (id + below).toLowerCase(),
    TimeGenerated: time,
    OperationName: operation,
    OperationNameValue: operation.toUpperCase(),
    Level: 'Information',
    ActivityStatusValue: status,
    ActivitySubstatusValue: status === 'Success' ? 'OK' : '',
    Caller: caller,
    CallerIpAddress: ip,
    CategoryValue: 'Administrative',
    CorrelationId: correlation,
    EventDataId: seededGuid('event', correlation, status),
    EventSubmissionTimestamp: time,
    OperationId: correlation,
    Resource: name,
    ResourceGroup: group,
    ResourceId: id + below,
    ResourceProviderValue: operation.split('/')[0]?.toUpperCase(),
    SubscriptionId: subscription,
    Properties: JSON.stringify(details),
    Properties_d: details,
  };
}

/** Writes of the cluster that happened since the sandbox started. */
export function writesSince(cluster: StoredCluster): Activity[] {
  return cluster.past.flatMap(({ until, author }) =>
    author && author.type !== 'System'
      ? [
          {
            at: until,
            caller: author.by,
            ip: '203.0.113.60',
            operation: 'Microsoft.ContainerService/managedClusters/write',
          },
        ]
      : [],
  );
}
