/** Rows as Azure Monitor makes them from what clusters log. */
import { seededGuid } from '../fleet/wire.ts';
import type { Happened } from './audit-event.ts';
import type { Scene } from './scene.ts';
import type { TableName } from './schemas.ts';

export type Row = Record<string, unknown>;

export interface Place {
  scene: Scene;
  /** The workspace's own GUID. */
  customerId: string;
}

/** What every row has. */
export function common({ scene, customerId }: Place, table: TableName): Row {
  return {
    TenantId: customerId,
    SourceSystem: 'Azure',
    Type: table,
    _ResourceId: scene.id.toLowerCase(),
    _SubscriptionId: scene.id.split('/')[2],
    _BilledSize: 1_800,
    _IsBillable: 'True',
  };
}

/** kube-audit-admin leaves out get and list. https://learn.microsoft.com/azure/aks/monitor-aks-reference */
export function isInAdmin({ event }: Happened): boolean {
  return event.verb !== 'get' && event.verb !== 'list';
}

export function auditRow({ event }: Happened, place: Place, table: TableName): Row {
  return {
    ...common(place, table),
    TimeGenerated: event.stageTimestamp,
    Level: event.level,
    AuditId: event.auditID,
    Stage: event.stage,
    RequestUri: event.requestURI,
    Verb: event.verb,
    User: event.user,
    SourceIps: event.sourceIPs,
    UserAgent: event.userAgent,
    ObjectRef: event.objectRef ?? null,
    ResponseStatus: event.responseStatus,
    RequestObject: event.requestObject ?? null,
    ResponseObject: null,
    RequestReceivedTime: event.requestReceivedTimestamp,
    StageReceivedTime: event.stageTimestamp,
    Annotations: event.annotations ?? null,
    PodName: apiServerPod(place),
  };
}

export function diagnosticsRow({ event }: Happened, place: Place, category: string): Row {
  const { id, name } = place.scene;
  const [, , subscription = '', , group = ''] = id.split('/');
  return {
    ...common(place, 'AzureDiagnostics'),
    TimeGenerated: event.stageTimestamp,
    ResourceId: id.toUpperCase(),
    Category: category,
    ResourceGroup: group.toUpperCase(),
    SubscriptionId: subscription,
    ResourceProvider: 'MICROSOFT.CONTAINERSERVICE',
    Resource: name.toUpperCase(),
    ResourceType: 'MANAGEDCLUSTERS',
    OperationName: 'Microsoft.ContainerService/managedClusters/diagnosticLogs/Read',
    log_s: `${JSON.stringify(event)}\n`,
    pod_s: apiServerPod(place),
    stream_s: 'stdout',
    ccpNamespace_s: seededGuid('uid', id).replaceAll('-', '').slice(0, 24),
    Cloud_s: 'AzureCloud',
    Environment_s: 'prod',
  };
}

export function guardRow(line: { at: number; message: string }, place: Place): Row {
  return {
    ...common(place, 'AKSControlPlane'),
    TimeGenerated: new Date(line.at).toISOString(),
    Category: 'guard',
    Level: 'Error',
    Message: line.message,
    PodName: 'guard-6c8f9d7b5-x2x7k',
    Stream: 'stderr',
  };
}

function apiServerPod({ scene }: Place): string {
  return `kube-apiserver-${seededGuid('pod', scene.id).slice(0, 8)}-s68ss`;
}
