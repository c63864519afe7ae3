/** Azure's refusals, in Azure's words. */
import type { Json } from '../fleet/wire.ts';

interface ErrorOptions {
  target?: string;
  headers?: Record<string, string>;
  details?: Json[];
  /** The container service answers flat, everything in front of it below `error`. */
  flat?: boolean;
}

export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Record<string, string>;
  readonly body: Json;

  constructor(status: number, code: string, message: string, options: ErrorOptions = {}) {
    super(message);
    const { target, headers = {}, details, flat = false } = options;
    this.name = 'ArmError';
    this.status = status;
    this.code = code;
    this.headers = headers;
    this.body = flat
      ? { code, details: details ?? null, message, subcode: '', ...(target && { target }) }
      : { error: { code, message, ...(target && { target }), ...(details && { details }) } };
  }
}

/** A refusal by the container service itself. */
export function refused(status: number, code: string, message: string, target?: string): ArmError {
  return new ArmError(status, code, message, { target, flat: true });
}

export function invalidParameter(message: string, target: string): ArmError {
  return refused(400, 'InvalidParameter', message, target);
}

export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}
