import type { IncomingMessage } from 'node:http';
import { createGunzip } from 'node:zlib';
import { KubernetesError } from './errors.ts';
import type { PageMemory } from './page-memory.ts';

export interface Answer {
  status: number;
  header(name: string): string | undefined;
  /** A view of the memory that it was read into. */
  body: Buffer;
}

/** A page above this is asked for again in smaller pieces. */
const mostBytes = 48 * 1024 * 1024;

/** @throws KubernetesError `too-large` */
export async function readAnswer(
  response: IncomingMessage,
  { what, memory }: { what: string; memory: PageMemory },
): Promise<Answer> {
  const stream = response.headers['content-encoding'] === 'gzip' ? unzipped(response) : response;
  memory.clear();
  for await (const chunk of stream) {
    memory.add(chunk as Buffer);
    if (memory.bytes().length <= mostBytes) continue;
    response.destroy();
    throw new KubernetesError(
      'too-large',
      `${what}: the answer is larger than ${mostBytes / 1024 / 1024} MB`,
    );
  }
  return {
    status: response.statusCode ?? 0,
    header(name) {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: memory.bytes(),
  };
}

function unzipped(response: IncomingMessage) {
  const stream = createGunzip();
  // A pipe does not pass on that its source was cut.
  response.once('error', (error) => stream.destroy(error));
  return response.pipe(stream);
}
