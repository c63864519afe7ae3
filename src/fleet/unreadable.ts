import type { AzureError, AzureErrorKind } from '../azure/errors.ts';
import type { Plane, UnreadableCode } from './snapshot.ts';

const codes = {
  denied: 'denied',
  'not-found': 'not-found',
  throttled: 'throttled',
  unreachable: 'unreachable',
  conflict: 'error',
  changed: 'error',
  invalid: 'error',
  server: 'error',
} as const satisfies Record<AzureErrorKind, UnreadableCode>;

/** Why a plane could not be read, and what would help, each in a sentence. */
export function unreadable(
  error: AzureError,
  { title, permission }: { title: string; permission: string },
): Extract<Plane<never>, { state: 'unreadable' }> {
  return {
    state: 'unreadable',
    code: codes[error.kind],
    reason: error.message,
    help: helpFor(error, title, permission),
  };
}

function helpFor(error: AzureError, title: string, permission: string): string {
  switch (error.kind) {
    case 'denied':
      return error.status === 403
        ? `Grant the reading identity ${error.permission ?? permission}.`
        : 'Check the reading identity (AZURE_CLIENT_ID): `drawbridge doctor` says what is wrong with it.';
    case 'not-found':
      return `Azure has no ${title}: was the cluster deleted or moved?`;
    case 'throttled':
      return 'Too many requests went to this subscription: try again in some minutes.';
    case 'unreachable':
      return 'Check that this process reaches Azure Resource Manager (network, proxy, firewall), then try again.';
    default:
      return 'Try again; if it stays, look at the log of the worker.';
  }
}
