/** One version for reads, writes and the stand-in: a GET whose answer is sent back must not change shape between. */
export const aksApiVersion = '2026-06-01';

export const fleetManagerApiVersion = '2025-03-01';
export const managedIdentityApiVersion = '2023-01-31';
export const computeUsagesApiVersion = '2024-07-01';
export const diagnosticSettingsApiVersion = '2021-05-01-preview';
export const activityLogAlertsApiVersion = '2020-10-01';
export const workspacesApiVersion = '2023-09-01';
export const networkApiVersion = '2024-05-01';
export const securityPricingsApiVersion = '2024-01-01';
export const keyVaultApiVersion = '2023-07-01';
export const trafficControllersApiVersion = '2025-01-01';
export const roleAssignmentsApiVersion = '2022-04-01';
export const policyAssignmentsApiVersion = '2023-04-01';
export const policyExemptionsApiVersion = '2022-07-01-preview';
export const locksApiVersion = '2020-05-01';
export const activityLogApiVersion = '2015-04-01';
export const registriesApiVersion = '2023-07-01';
export const deploymentSafeguardsApiVersion = '2025-07-01';
export const kubernetesConfigurationApiVersion = '2023-05-01';
