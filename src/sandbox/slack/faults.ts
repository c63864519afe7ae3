import type { Fault } from './protocol.ts';

/** Faults that were asked for and not yet used up. */
export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The fault that meets this request, if any; it counts as used. */
  take(method: string): Fault | undefined;
}

export function createFaults(): Faults {
  let waiting: { fault: Fault; left: number }[] = [];
  return {
    add(fault) {
      waiting.push({ fault, left: fault.times ?? 1 });
    },
    clear() {
      waiting = [];
    },
    take(method) {
      const found = waiting.find(({ fault }) => fault.method === method || fault.method === '*');
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting = waiting.filter((other) => other !== found);
      return found.fault;
    },
  };
}
