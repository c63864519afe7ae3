/** What a button does. A button on the wire carries one of these and an opaque id, nothing else. */
export const actionIds = {
  runCommand: 'run-command',
  showPage: 'show-page',
  postureDetails: 'posture-details',
  postureFile: 'posture-file',
  postureOpen: 'posture-open',
  fix: 'fix',
  upgradeStart: 'upgrade-start',
  approve: 'change-approve',
  reject: 'change-reject',
  edit: 'change-edit',
  withdraw: 'change-withdraw',
  rollback: 'change-rollback',
  settle: 'change-settle',
  pause: 'change-pause',
  resume: 'change-resume',
  abort: 'change-abort',
  thaw: 'change-thaw',
  rolloutApprove: 'rollout-approve',
  rolloutReject: 'rollout-reject',
  rolloutPause: 'rollout-pause',
  rolloutResume: 'rollout-resume',
  rolloutStop: 'rollout-stop',
  rolloutSkip: 'rollout-skip',
  rolloutShow: 'rollout-show',
  extend: 'opening-extend',
  closeNow: 'opening-close-now',
  showChange: 'change-show',
  waive: 'waive',
  waiverApprove: 'waiver-approve',
  waiverReject: 'waiver-reject',
  waiverWithdraw: 'waiver-withdraw',
  waiverRevoke: 'waiver-revoke',
  waiverRenew: 'waiver-renew',
  waiverShow: 'waiver-show',
  alertAcknowledge: 'alert-acknowledge',
  alertUnacknowledge: 'alert-unacknowledge',
  alertResolve: 'alert-resolve',
  alertMute: 'alert-mute',
  incidentAcknowledge: 'incident-acknowledge',
  incidentUnacknowledge: 'incident-unacknowledge',
  incidentResolve: 'incident-resolve',
  muteRevoke: 'mute-revoke',
  muteEdit: 'mute-edit',
  muteCalls: 'mute-calls',
  nodeSilence: 'node-silence',
  nodeSilenceEnd: 'node-silence-end',
  showCalls: 'show-calls',
  showQuery: 'show-query',
} as const;

export type ActionId = (typeof actionIds)[keyof typeof actionIds];

/** Links are answered by the browser; Slack tells the app as well. */
export const linkActionId = 'open-link';

/** Typing in a select that searches the fleet. */
export const clusterOptionsId = 'cluster-options';
