/** An example in a file: what is known of it, or an audit event of which that is found out. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { detections } from '../forbidden/detections/index.generated.ts';
import { lookInFiles } from '../forbidden/look-in-files.ts';
import type { Io } from './define.ts';
import { forbiddenConfig } from './posture-input.ts';
import type { Example } from './workflows-example.ts';
import { wrong } from './workflows-folder.ts';

const list = z.array(z.string()).transform((each) => each.join(','));
const known = z.strictObject({
  workflow: z.string().optional(),
  severity: z.string().optional(),
  cluster: z.string().optional(),
  tags: z
    .record(z.string(), z.string())
    .transform((tags) =>
      Object.entries(tags)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    )
    .optional(),
  namespaces: list.optional(),
  detection: z.string().optional(),
});

/** What was said on the command line counts more. @throws CliError (2) for what is no example */
export async function examplesOf(
  io: Io,
  file: string,
  said: Example,
): Promise<(Example & { title?: string })[]> {
  const text = await readFile(resolve(io.cwd, file), 'utf8').catch(() => {
    throw wrong(`${file} cannot be read`);
  });
  const value = parsed(file, text);
  const isEvent = ['auditID', 'AuditId', 'log_s', 'properties'].some((key) => key in value);
  if (isEvent) return (await eventExamples(io, file, value)).map((each) => ({ ...each, ...said }));
  const read = known.safeParse(value);
  if (read.success) return [{ ...read.data, ...said }];
  const [issue] = read.error.issues;
  const where = issue?.path.join('.') || 'it';
  throw wrong(
    `${file}: ${where} is not understood (${issue?.message}); give an audit event, or an object with workflow, severity, cluster, tags, namespaces, detection`,
  );
}

function parsed(file: string, text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below: it is no JSON object either way.
  }
  throw wrong(
    `${file} holds no JSON object: give one audit event, or what is known of the example`,
  );
}

/** Looked at as `drawbridge forbidden --from` does. */
async function eventExamples(io: Io, file: string, event: object) {
  const folder = await mkdtemp(join(tmpdir(), 'drawbridge-'));
  try {
    const path = join(folder, 'event.json');
    await writeFile(path, JSON.stringify(event));
    const config = await forbiddenConfig(io);
    const { looks } = await lookInFiles({
      paths: [path],
      names: [],
      now: io.now(),
      config,
      detections,
    });
    const examples = looks.flatMap(({ sightings }) =>
      sightings.map(({ clusterId, detection, actor, severity, namespaces, noise }) => ({
        title: `${detection} by ${actor}, ${severity}${noise ? ', which is counted as noise and makes no alert' : ''}`,
        ...{ severity, detection, namespaces: namespaces.join(',') },
        cluster: clusterId.split('/').at(-1) || 'example',
      })),
    );
    if (examples.length > 0) return examples;
    throw wrong(`${file}: this call was not refused, and no detection finds it, so nobody is told`);
  } finally {
    await rm(folder, { recursive: true });
  }
}
