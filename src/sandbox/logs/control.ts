/** The sandbox's own endpoints for logs: rows, stories, delays, plans and faults. */
import { z } from 'zod';
import { clustersMeant } from '../azure/control.ts';
import { ArmError } from '../azure/errors.ts';
import type { App, Ground } from '../azure/route.ts';
import type { StoredCluster } from '../azure/state.ts';
import type { Json } from '../fleet/wire.ts';
import type { Logs } from './routes.ts';
import { sceneOf } from './scene.ts';
import { tableNamed } from './schemas.ts';
import { type StoryName, stories } from './stories/index.ts';
import type { Plan } from './workspaces.ts';

const rowsSchema = z.strictObject({
  rows: z.array(z.record(z.string(), z.unknown())),
  /** How long until they can be seen; as long as all rows of the workspace unless said. */
  delaySeconds: z.number().nonnegative().optional(),
});
const workspaceSchema = z.strictObject({
  delaySeconds: z.number().nonnegative().optional(),
  plans: z.record(z.string(), z.enum(['Analytics', 'Basic', 'Auxiliary'])).optional(),
});
const storySchema = z.strictObject({ cluster: z.string(), at: z.iso.datetime().optional() });

/** What a test may do to the logs. */
export interface LogsControl {
  faults: Logs['faults'];
  /** @throws Error for a workspace or table that there is not */
  ingest(
    workspace: string,
    table: string,
    rows: readonly Record<string, unknown>[],
    options?: { delaySeconds?: number },
  ): void;
  setDelay(workspace: string, seconds: number): void;
  setPlan(workspace: string, table: string, plan: Plan): void;
  /** Makes a story happen in a cluster, by name or id, now or at the time named. */
  tell(story: StoryName, cluster: string, at?: Date): void;
}

export function logsControl(ground: Ground, { workspaces, faults }: Logs): LogsControl {
  const workspace = (word: string): Json => {
    const found = workspaces.find(word);
    if (!found) throw new Error(`there is no workspace "${word}"`);
    return found;
  };
  return {
    faults,
    ingest: (word, table, rows, options) =>
      workspaces.ingest(workspace(word), table, rows, options),
    setDelay: (word, seconds) => workspaces.setDelay(workspace(word), seconds),
    setPlan(word, name, plan) {
      const table = tableNamed(name);
      if (!table) throw new Error(`there is no table "${name}"`);
      workspaces.setPlan(workspace(word), table, plan);
    },
    tell(story, word, at = ground.clock()) {
      const { managedCluster } = theOne(clustersMeant(ground, word), word);
      workspaces.timeline.tell(sceneOf(managedCluster), story, at.getTime());
    },
  };
}

function theOne([cluster, other]: StoredCluster[], word: string): StoredCluster {
  if (!cluster || other)
    throw new Error(
      other
        ? `there are several clusters "${word}": say which by its id`
        : `there is no cluster "${word}"`,
    );
  return cluster;
}

export function logControlRoutes(app: App, control: LogsControl): void {
  const { faults } = control;
  app.get('/sandbox/logs/faults', (c) => c.json(faults.list()));
  app.post('/sandbox/logs/faults', (c) => {
    faults.add(c.get('body'));
    return c.json({});
  });
  app.delete('/sandbox/logs/faults', (c) => {
    faults.clear();
    return c.json({});
  });
  app.post('/sandbox/logs/workspaces/:workspace', (c) => {
    const { delaySeconds, plans = {} } = workspaceSchema.parse(c.get('body'));
    const word = c.req.param('workspace');
    told(() => {
      if (delaySeconds !== undefined) control.setDelay(word, delaySeconds);
      for (const [table, plan] of Object.entries(plans)) control.setPlan(word, table, plan);
    });
    return c.json({});
  });
  app.post('/sandbox/logs/workspaces/:workspace/tables/:table', (c) => {
    const { rows, delaySeconds } = rowsSchema.parse(c.get('body'));
    const { workspace, table } = c.req.param();
    told(() => control.ingest(workspace, table, rows, { delaySeconds }));
    return c.json({ rows: rows.length });
  });
  app.get('/sandbox/logs/stories', (c) =>
    c.json(Object.entries(stories).map(([name, { title }]) => ({ name, title }))),
  );
  app.post('/sandbox/logs/stories/:story', (c) => {
    const { cluster, at } = storySchema.parse(c.get('body'));
    const name = c.req.param('story');
    if (!isStory(name))
      throw new ArmError(
        404,
        'NoSuchStory',
        `There is no story "${name}", only ${Object.keys(stories).join(', ')}.`,
      );
    told(() => control.tell(name, cluster, at ? new Date(at) : undefined));
    return c.json({ story: name, title: stories[name].title });
  });
}

function isStory(name: string): name is StoryName {
  return Object.hasOwn(stories, name);
}

/** What is asked for and is not there is the caller's mistake. */
function told(work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new ArmError(404, 'NotFound', (error as Error).message);
  }
}
