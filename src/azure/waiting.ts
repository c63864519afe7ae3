import { AsyncLocalStorage } from 'node:async_hooks';

/** Told when a request is put off because Azure throttles it, with the seconds until it is sent again. */
export type OnWait = (seconds: number) => void;

/**
 * Who is told, carried beside the request: the pipeline lies between the call and the waiting, and the
 * SDK's typed clients have no place for it.
 */
const listener = new AsyncLocalStorage<OnWait | undefined>();

export function tellingWaits<T>(onWait: OnWait | undefined, work: () => Promise<T>): Promise<T> {
  return listener.run(onWait, work);
}

export function tellWait(seconds: number): void {
  listener.getStore()?.(seconds);
}
