/** Faults on request: what the next matching requests to a cluster will meet. */
import { z } from 'zod';

const faultSchema = z.strictObject({
  match: z
    .strictObject({
      method: z.string().optional(),
      /** The plural of a kind, with its subresource if any: `pods`, `pods/eviction`. */
      resource: z.string().optional(),
      /** A part of the path below the cluster. */
      path: z.string().optional(),
      /** Which page of a list, counted from 1. */
      page: z.int().positive().optional(),
    })
    .default({}),
  /**
   * `slow` answers late, `forbidden` 403, `unauthorized` 401, `expired` 410, `throttled` 429,
   * `server-error` 500, `dropped` cuts the connection, `cut-short` cuts it in the middle of the answer.
   */
  kind: z.enum([
    'slow',
    'forbidden',
    'unauthorized',
    'expired',
    'throttled',
    'server-error',
    'dropped',
    'cut-short',
  ]),
  /** How many requests it meets. */
  times: z.int().positive().default(1),
  milliseconds: z.int().nonnegative().default(1000),
  retryAfterSeconds: z.int().nonnegative().default(1),
  /** `after`: the request is served, what it changes is changed, and then the answer is lost. */
  phase: z.enum(['before', 'after']).default('before'),
});

export type Fault = z.output<typeof faultSchema>;

interface Request {
  method: string;
  path: string;
  resource?: string;
  page: number;
}

export interface Faults {
  /** @throws ZodError */
  add(fault: z.input<typeof faultSchema>): void;
  list(): Fault[];
  clear(): void;
  /** The first fault that meets this request; it is used up by one. */
  take(request: Request): Fault | undefined;
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

function meets({ match }: Fault, { method, path, resource, page }: Request): boolean {
  return (
    (!match.method || match.method.toUpperCase() === method) &&
    (!match.path || path.includes(match.path)) &&
    (!match.resource || match.resource === resource) &&
    (!match.page || match.page === page)
  );
}
