import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './answer.ts';
import { KubernetesError } from './errors.ts';

export interface RetryOptions {
  attempts?: number;
  /** The pause after the first failure; it doubles. */
  firstPauseMs?: number;
  /** A wait longer than this is not sat out. */
  longestWaitSeconds?: number;
}

/** A connection that was cut may stand the next time; one that never stood will not. */
const passing = new Set(['ECONNRESET', 'EPIPE', 'EAI_AGAIN', 'ERR_STREAM_PREMATURE_CLOSE']);

/** Asks again after a fault that passes; API servers name a time with 429, and with 503 at times. */
export async function retrying(
  ask: () => Promise<Answer>,
  {
    attempts = 4,
    firstPauseMs = 250,
    longestWaitSeconds = 30,
    signal,
  }: RetryOptions & { signal?: AbortSignal },
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const backoff = firstPauseMs * 2 ** (attempt - 1);
    let pause: number;
    try {
      const answer = await ask();
      const { status } = answer;
      if (status !== 429 && status < 500) return answer;
      const said = Number(answer.header('retry-after'));
      pause = said > 0 ? said * 1000 : backoff;
      if (attempt >= attempts || pause > longestWaitSeconds * 1000) return answer;
    } catch (error) {
      const cause = error instanceof KubernetesError ? error.cause : undefined;
      const code = (cause as { code?: string } | undefined)?.code ?? '';
      if (attempt >= attempts || !passing.has(code)) throw error;
      pause = backoff;
    }
    await delay(pause, undefined, { signal });
  }
}
