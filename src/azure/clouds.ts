/**
 * The Azure clouds and where each one lives.
 * The SDK's `cloudSetting` moves the endpoint but not the token's audience, so both stand here.
 * https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure
 * https://learn.microsoft.com/azure/china/resources-developer-guide
 */
export type Cloud = 'public' | 'china' | 'usgov';

export interface CloudAddresses {
  /** Azure Resource Manager, without a slash at the end. */
  resourceManager: string;
  /** What a token for Resource Manager is asked for. */
  scope: string;
  /** Who gives the token. */
  authorityHost: string;
  /** The Logs API. https://learn.microsoft.com/azure/azure-monitor/logs/api/cloud-environments */
  logs: string;
  /** What a token for the Logs API is asked for. */
  logsAudience: string;
  /** Query endpoints of Azure Monitor workspaces live below it, and its tokens are asked for by its name. */
  prometheus: string;
  /** Where people look at resources in a browser. */
  portal: string;
}

export const clouds = {
  public: {
    resourceManager: 'https://management.azure.com',
    scope: 'https://management.azure.com/.default',
    authorityHost: 'https://login.microsoftonline.com',
    logs: 'https://api.loganalytics.io',
    logsAudience: 'https://api.loganalytics.io',
    prometheus: 'prometheus.monitor.azure.com',
    portal: 'https://portal.azure.com',
  },
  china: {
    resourceManager: 'https://management.chinacloudapi.cn',
    scope: 'https://management.chinacloudapi.cn/.default',
    authorityHost: 'https://login.chinacloudapi.cn',
    logs: 'https://api.loganalytics.azure.cn',
    logsAudience: 'https://api.loganalytics.azure.cn',
    prometheus: 'prometheus.monitor.azure.cn',
    portal: 'https://portal.azure.cn',
  },
  usgov: {
    resourceManager: 'https://management.usgovcloudapi.net',
    scope: 'https://management.usgovcloudapi.net/.default',
    authorityHost: 'https://login.microsoftonline.us',
    logs: 'https://api.loganalytics.us',
    logsAudience: 'https://api.loganalytics.us',
    prometheus: 'prometheus.monitor.azure.us',
    portal: 'https://portal.azure.us',
  },
} as const satisfies Record<Cloud, CloudAddresses>;
