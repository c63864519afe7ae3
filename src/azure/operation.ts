import type { Json } from './json.ts';
import { retryAfterSeconds } from './retry-after.ts';

export interface OperationState {
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  error?: { code: string; message: string };
  /** When Azure wants to be asked again, if it says. */
  retryAfterSeconds?: number;
}

/**
 * What one answer says of a long-running operation. Azure has two ways: an operation resource with a
 * `status`, and a Location that answers 202 until it is done.
 * https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function operationState({
  status,
  json,
  header,
}: {
  status: number;
  json: Json;
  header(name: string): string | undefined;
}): OperationState {
  const said = json?.status ?? json?.properties?.provisioningState;
  const state = typeof said === 'string' ? named(said) : unnamed(status);
  if (state === 'InProgress')
    return { status: state, retryAfterSeconds: retryAfterSeconds(header) };
  if (state === 'Succeeded') return { status: state };
  return { status: state, error: errorOf(json, state) };
}

/** Every word but the three last ones means that it is still running: Creating, Updating, Accepted… */
function named(word: string): OperationState['status'] {
  switch (word.toLowerCase()) {
    case 'succeeded':
      return 'Succeeded';
    case 'failed':
      return 'Failed';
    case 'canceled':
    case 'cancelled':
      return 'Canceled';
    default:
      return 'InProgress';
  }
}

function unnamed(status: number): OperationState['status'] {
  return status === 202 ? 'InProgress' : 'Succeeded';
}

function errorOf(json: Json, state: string): { code: string; message: string } {
  const error = json?.error ?? json?.properties?.error;
  return {
    code: typeof error?.code === 'string' ? error.code : state,
    message: typeof error?.message === 'string' ? error.message : 'Azure gives no reason',
  };
}
