/** Faults on request: what the next matching requests will meet. */
import { z } from 'zod';

const faultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** A part of the path, in any case. */
      path: z.string().optional(),
      /** A regular expression over the path, in any case. */
      pattern: z.string().refine(isPattern, 'is no regular expression').optional(),
    })
    .default({}),
  /**
   * `slow` answers late, `throttled` 429, `server-error` 500, `status` whatever `status` and `code` say,
   * `dropped` cuts the connection, `operation-failed` accepts a write whose operation then fails.
   */
  kind: z.enum(['slow', 'throttled', 'server-error', 'status', 'dropped', 'operation-failed']),
  status: z.int().min(400).max(599).optional(),
  code: z.string().optional(),
  message: z.string().optional(),
  /** How many requests it meets. */
  times: z.int().positive().default(1),
  milliseconds: z.int().nonnegative().default(1000),
  retryAfterSeconds: z.int().nonnegative().default(1),
  /** `after`: the request is served, what it changes is changed, and then the answer is lost. */
  phase: z.enum(['before', 'after']).default('before'),
});

export type Fault = z.output<typeof faultSchema>;
type FaultInput = z.input<typeof faultSchema>;

export interface Faults {
  /** @throws ZodError */
  add(fault: FaultInput): void;
  list(): Fault[];
  clear(): void;
  /** The first fault that meets this request; it is used up by one. */
  take(request: { method: string; path: string }): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: Fault[] = [];
  return {
    add: (fault) => void waiting.push(faultSchema.parse(fault)),
    list: () => structuredClone(waiting),
    clear: () => {
      waiting = [];
    },
    take(request) {
      const fault = waiting.find((each) => meets(each, request));
      if (!fault) return undefined;
      fault.times -= 1;
      waiting = waiting.filter((each) => each.times > 0);
      return fault;
    },
  };
}

function meets({ match }: Fault, { method, path }: { method: string; path: string }): boolean {
  if (match.method && match.method.toUpperCase() !== method) return false;
  if (match.path && !path.toLowerCase().includes(match.path.toLowerCase())) return false;
  return !match.pattern || new RegExp(match.pattern, 'i').test(path);
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text);
    return true;
  } catch {
    return false;
  }
}
