/** One version for reads, writes and the stand-in: a GET whose answer is sent back must not change shape between. */
export const aksApiVersion = '2026-06-01';

export const diagnosticSettingsApiVersion = '2021-05-01-preview';
export const activityLogAlertsApiVersion = '2020-10-01';
export const workspacesApiVersion = '2023-09-01';
export const networkApiVersion = '2024-05-01';
