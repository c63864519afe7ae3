import type { KqlColumn, KqlType, TableSchema } from './types.ts';

/** A table's name and, by type, its columns' names. */
function table(name: string, columns: Partial<Record<KqlType, string>>): TableSchema {
  const typed = Object.entries(columns).flatMap(([type, names]): KqlColumn[] => {
    return names
      .trim()
      .split(/\s+/)
      .map((column) => ({ name: column, type: type as KqlType }));
  });
  return { name, columns: typed.sort((one, two) => (one.name < two.name ? -1 : 1)) };
}

/** Columns that every table has. https://learn.microsoft.com/azure/azure-monitor/logs/log-standard-columns */
const standard = '_IsBillable _ResourceId _SubscriptionId SourceSystem TenantId Type';

const audit: Partial<Record<KqlType, string>> = {
  string: `${standard} AuditId Level PodName RequestUri Stage UserAgent Verb`,
  datetime: 'RequestReceivedTime StageReceivedTime TimeGenerated',
  dynamic: 'Annotations ObjectRef RequestObject ResponseObject ResponseStatus SourceIps User',
  real: '_BilledSize',
};

/** The tables of a Log Analytics workspace that our queries read, with their documented columns. */
export const logTables: TableSchema[] = [
  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/aksaudit
  table('AKSAudit', audit),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/aksauditadmin
  table('AKSAuditAdmin', audit),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/akscontrolplane
  table('AKSControlPlane', {
    string: `${standard} Category Level Message PodName Stream`,
    datetime: 'TimeGenerated',
    real: '_BilledSize',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/azurediagnostics
  // Columns that end in _s are made by what is sent: these are AKS's.
  table('AzureDiagnostics', {
    string: `${standard} Category CorrelationId OperationName RawData Resource ResourceGroup
      ResourceId ResourceProvider ResourceType SubscriptionId Cloud_s Environment_s UnderlayClass_s
      UnderlayName_s attrs_s ccpNamespace_s containerID_s log_s pod_s stream_s`,
    datetime: 'TimeGenerated',
    dynamic: 'AdditionalFields',
    real: '_BilledSize',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/containerlogv2
  table('ContainerLogV2', {
    string: `${standard} Computer ContainerId ContainerName LogLevel LogSource PodName PodNamespace`,
    datetime: 'TimeGenerated',
    dynamic: 'KubernetesMetadata LogMessage',
    real: '_BilledSize',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/kubenodeinventory
  table('KubeNodeInventory', {
    string: `${standard} ClusterId ClusterName Computer DockerVersion KubeletVersion
      KubeProxyVersion KubernetesProviderID Labels OperatingSystem Status`,
    datetime: 'CreationTimeStamp LastTransitionTimeReady TimeGenerated',
    real: '_BilledSize',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/kubeevents
  table('KubeEvents', {
    string: `${standard} ClusterId ClusterName Computer KubeEventType Message Name Namespace
      ObjectKind Reason SourceComponent`,
    datetime: 'FirstSeen LastSeen TimeGenerated',
    real: '_BilledSize Count',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/insightsmetrics
  table('InsightsMetrics', {
    string: `${standard} AgentId Computer Name Namespace Origin Tags`,
    datetime: 'TimeGenerated',
    real: '_BilledSize Val',
  }),

  // https://learn.microsoft.com/azure/azure-monitor/reference/tables/azureactivity
  table('AzureActivity', {
    string: `${standard} ActivityStatus ActivityStatusValue ActivitySubstatus
      ActivitySubstatusValue Authorization Caller CallerIpAddress Category CategoryValue Claims
      CorrelationId EventDataId Hierarchy HTTPRequest Level OperationId OperationName
      OperationNameValue Properties Resource ResourceGroup ResourceId ResourceProvider
      ResourceProviderValue SubscriptionId`,
    datetime: 'EventSubmissionTimestamp TimeGenerated',
    dynamic: 'Authorization_d Claims_d Properties_d',
    real: '_BilledSize',
  }),
];
