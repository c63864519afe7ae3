/**
 * Memory for the bytes of one answer after the other. Text and buffers of whole pages would pile up until the collector
 * goes through everything; this is written over with the next page.
 */
export interface PageMemory {
  add(chunk: Buffer): void;
  /** What was added since it was last cleared: a view, good until then. */
  bytes(): Buffer;
  clear(): void;
}

const firstBytes = 64 * 1024;

export function createPageMemory(): PageMemory {
  let memory = Buffer.allocUnsafeSlow(firstBytes);
  let used = 0;
  return {
    add(chunk) {
      const needed = used + chunk.length;
      if (needed > memory.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, memory.length * 2));
        memory.copy(larger, 0, 0, used);
        memory = larger;
      }
      chunk.copy(memory, used);
      used = needed;
    },
    bytes: () => memory.subarray(0, used),
    clear() {
      used = 0;
    },
  };
}
