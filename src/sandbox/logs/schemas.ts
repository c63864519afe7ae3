/**
 * The tables that the workspaces have, with the columns that Azure documents.
 * https://learn.microsoft.com/azure/azure-monitor/reference/tables-index
 */
import type { KqlType, TableSchema } from '../../kql/types.ts';

const everywhere =
  'TenantId:string SourceSystem:string Type:string _ResourceId:string _SubscriptionId:string _BilledSize:real _IsBillable:string';

const audit =
  'Annotations:dynamic AuditId:string Level:string ObjectRef:dynamic PodName:string RequestObject:dynamic RequestReceivedTime:datetime RequestUri:string ResponseObject:dynamic ResponseStatus:dynamic SourceIps:dynamic Stage:string StageReceivedTime:datetime TimeGenerated:datetime User:dynamic UserAgent:string Verb:string';

const columns = {
  AKSAudit: audit,
  AKSAuditAdmin: audit,
  AKSControlPlane:
    'Category:string Level:string Message:string PodName:string Stream:string TimeGenerated:datetime',
  AzureDiagnostics:
    'TimeGenerated:datetime ResourceId:string Category:string ResourceGroup:string SubscriptionId:string ResourceProvider:string Resource:string ResourceType:string OperationName:string log_s:string pod_s:string stream_s:string ccpNamespace_s:string containerID_s:string attrs_s:string Cloud_s:string Environment_s:string UnderlayName_s:string UnderlayClass_s:string CorrelationId:string AdditionalFields:dynamic',
  AzureActivity:
    'TimeGenerated:datetime OperationName:string OperationNameValue:string Level:string ActivityStatus:string ActivityStatusValue:string ActivitySubstatus:string ActivitySubstatusValue:string Caller:string CallerIpAddress:string Category:string CategoryValue:string CorrelationId:string EventDataId:string EventSubmissionTimestamp:datetime OperationId:string Resource:string ResourceGroup:string ResourceId:string ResourceProvider:string ResourceProviderValue:string SubscriptionId:string HTTPRequest:string Hierarchy:string Authorization:string Authorization_d:dynamic Claims:string Claims_d:dynamic Properties:string Properties_d:dynamic',
  ContainerLogV2:
    'TimeGenerated:datetime Computer:string ContainerId:string ContainerName:string PodName:string PodNamespace:string LogMessage:dynamic LogSource:string LogLevel:string KubernetesMetadata:dynamic',
  InsightsMetrics:
    'TimeGenerated:datetime Computer:string Name:string Namespace:string Origin:string AgentId:string Tags:string Val:real',
  KubeEvents:
    'TimeGenerated:datetime ClusterId:string ClusterName:string Computer:string Count:real FirstSeen:datetime KubeEventType:string LastSeen:datetime Message:string Name:string Namespace:string ObjectKind:string Reason:string SourceComponent:string',
  KubeNodeInventory:
    'TimeGenerated:datetime ClusterId:string ClusterName:string Computer:string CreationTimeStamp:datetime DockerVersion:string KubeletVersion:string KubeProxyVersion:string KubernetesProviderID:string Labels:string LastTransitionTimeReady:datetime OperatingSystem:string Status:string',
} as const;

export type TableName = keyof typeof columns;

function schema(name: TableName): TableSchema {
  const all = `${columns[name]} ${everywhere}`.split(' ').map((column) => {
    const [columnName = '', type] = column.split(':');
    return { name: columnName, type: type as KqlType };
  });
  return { name, columns: all };
}

export const tableNames = Object.keys(columns) as TableName[];

export const schemas = new Map(tableNames.map((name) => [name, schema(name)]));

/** The name of a table however it is spelt; undefined for a table that no workspace has. */
export function tableNamed(word: string): TableName | undefined {
  return tableNames.find((name) => name.toLowerCase() === word.toLowerCase());
}

/** Those that a customer may move to the Basic plan. */
export const mayBeBasic: ReadonlySet<TableName> = new Set([
  'AKSAudit',
  'AKSAuditAdmin',
  'AKSControlPlane',
  'ContainerLogV2',
]);
