/** Faults on request: what the next queries will meet. */
import { z } from 'zod';

const faultSchema = z.strictObject({
  /** A workspace's name; every workspace unless said. */
  workspace: z.string().optional(),
  /** Only queries that hold this text. */
  query: z.string().optional(),
  /**
   * `partial` answers half of the rows and says that a limit was hit, `throttled` 429, `invalid` 400 with Kusto's
   * words, `denied` 403, `timeout` 504, `slow` answers late, `empty` 204 as a workspace without data does.
   */
  kind: z.enum(['partial', 'throttled', 'invalid', 'denied', 'timeout', 'slow', 'empty']),
  message: z.string().optional(),
  /** How many queries it meets. */
  times: z.int().positive().default(1),
  milliseconds: z.int().nonnegative().default(1000),
  retryAfterSeconds: z.int().nonnegative().default(1),
});

export type LogFault = z.output<typeof faultSchema>;

export interface LogFaults {
  /** @throws ZodError */
  add(fault: z.input<typeof faultSchema>): void;
  list(): LogFault[];
  clear(): void;
  /** The first fault that meets this query; it is used up by one. */
  take(asked: { workspace: string; query: string }): LogFault | undefined;
}

export function createLogFaults(): LogFaults {
  let waiting: LogFault[] = [];
  return {
    add: (fault) => void waiting.push(faultSchema.parse(fault)),
    list: () => structuredClone(waiting),
    clear: () => {
      waiting = [];
    },
    take({ workspace, query }) {
      const fault = waiting.find(
        (each) =>
          (each.workspace ?? workspace).toLowerCase() === workspace.toLowerCase() &&
          query.includes(each.query ?? ''),
      );
      if (!fault) return undefined;
      fault.times -= 1;
      waiting = waiting.filter((each) => each.times > 0);
      return fault;
    },
  };
}
