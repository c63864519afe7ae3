import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { KubernetesError } from './errors.ts';

export interface Answer {
  status: number;
  header(name: string): string | undefined;
  body: string;
}

/** A page above this is asked for again in smaller pieces. */
const mostBytes = 48 * 1024 * 1024;

/** @throws KubernetesError `too-large` */
export async function readAnswer(response: IncomingMessage, what: string): Promise<Answer> {
  const stream = response.headers['content-encoding'] === 'gzip' ? unzipped(response) : response;
  // Text at once, not the bytes of a whole page and then its text: each would be there twice.
  const decoder = new StringDecoder('utf8');
  let body = '';
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) {
      response.destroy();
      throw new KubernetesError(
        'too-large',
        `${what}: the answer is larger than ${mostBytes / 1024 / 1024} MB`,
      );
    }
    body += decoder.write(chunk as Buffer);
  }
  return {
    status: response.statusCode ?? 0,
    header(name) {
      const value = response.headers[name];
      return Array.isArray(value) ? value[0] : value;
    },
    body: body + decoder.end(),
  };
}

function unzipped(response: IncomingMessage) {
  const stream = createGunzip();
  // A pipe does not pass on that its source was cut.
  response.once('error', (error) => stream.destroy(error));
  return response.pipe(stream);
}
