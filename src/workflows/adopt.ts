/** Takes what the folder holds into use: one of the workers does, and all of them run it. */
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { drawbridgeItself } from '../rights/person.ts';
import { addOutgoing } from '../store/outgoing.ts';
import { withTransaction } from '../store/pool.ts';
import { keepWorkflowApproval } from '../store/workflow-approvals.ts';
import {
  getWorkflowSet,
  lockWorkflowSet,
  saveSchedules,
  saveWorkflowProblem,
  saveWorkflowSet,
} from '../store/workflow-set.ts';
import { appendTrail } from '../trail/append.ts';
import { canonicalJson } from '../trail/canonical-json.ts';
import { askedOf } from './approval.ts';
import { loadWorkflows, type SourceFile, type WorkflowSet } from './load.ts';

const emptySet: WorkflowSet = { workflows: [], routes: { routes: [] } };

export type Adoption =
  | { kind: 'unchanged' }
  | { kind: 'adopted'; difference: Difference }
  /** What ran before goes on. `outgoing` tells of it in Slack, where there is a place for it. */
  | { kind: 'broken'; problems: string[]; outgoing: string | null };

interface Difference {
  added: string[];
  changed: string[];
  removed: string[];
  routesChanged: boolean;
  /** What was edited, key by key, as JSON; long values are cut. */
  edits: { in: string; key: string; before: string | null; after: string | null }[];
}

/** What is in use. */
export async function workflowsInUse(db: pg.Pool | pg.PoolClient): Promise<WorkflowSet> {
  // Written by `adoptWorkflows` alone, from files that were checked.
  return ((await getWorkflowSet(db))?.content as WorkflowSet | undefined) ?? emptySet;
}

/** Uses the files from now on if nothing is wrong with them, and records the difference in the trail. */
export async function adoptWorkflows(
  db: pg.Pool,
  files: readonly SourceFile[],
  now: Date,
): Promise<Adoption> {
  const digest = digestOf(files);
  const loaded = loadWorkflows(files);
  return withTransaction(db, async (tx): Promise<Adoption> => {
    const stored = await lockWorkflowSet(tx);
    const current = (stored?.content as WorkflowSet | undefined) ?? emptySet;
    if (!loaded.ok) {
      const { problems } = loaded;
      if (stored?.problem?.digest === digest) return { kind: 'broken', problems, outgoing: null };
      if (!stored) await saveWorkflowSet(tx, { digest: '', content: emptySet, now });
      await saveWorkflowProblem(tx, { digest, lines: problems, at: now.toISOString() });
      const { fallback } = current.routes;
      const target =
        fallback === undefined || fallback === 'owner'
          ? null
          : 'channel' in fallback
            ? { kind: 'channel' as const, channel: fallback.channel }
            : { kind: 'person' as const, userId: fallback.person };
      const outgoing =
        target &&
        (await addOutgoing(tx, { view: 'workflow-problem', valueId: digest, target, dueAt: now }));
      return { kind: 'broken', problems, outgoing };
    }
    // The same files may mean more to a newer version: another default, another key.
    if (stored?.digest === digest && canonicalJson(current) === canonicalJson(loaded.set)) {
      if (stored.problem) await saveWorkflowProblem(tx, null);
      return { kind: 'unchanged' };
    }
    const difference = differenceOf(current, loaded.set);
    await saveWorkflowSet(tx, { digest, content: loaded.set, now });
    for (const { name, ...workflow } of loaded.set.workflows) {
      const asked = askedOf(workflow);
      if (asked) await keepWorkflowApproval(tx, { ...asked, workflow: name });
    }
    const schedules = loaded.set.workflows.flatMap(({ name, on, enabled }) =>
      enabled && on.schedule ? [{ workflow: name, schedule: `${on.schedule} ${on.timezone}` }] : [],
    );
    await saveSchedules(tx, { schedules, now });
    const { added, changed, removed, routesChanged } = difference;
    if (added.length + changed.length + removed.length > 0 || routesChanged)
      await appendTrail(tx, {
        at: now,
        kind: 'workflows.loaded',
        actor: drawbridgeItself,
        subject: {},
        data: { ...difference, digest },
      });
    return { kind: 'adopted', difference };
  });
}

const longestValue = 400;

function editsOf(name: string, before: object, after: object): Difference['edits'] {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  const text = (value: unknown) =>
    value === undefined ? null : canonicalJson(value).slice(0, longestValue);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key) => {
    const [old, fresh] = [was.get(key), is.get(key)];
    const isSame =
      old === fresh ||
      (old !== undefined && fresh !== undefined && canonicalJson(old) === canonicalJson(fresh));
    return isSame ? [] : [{ in: name, key, before: text(old), after: text(fresh) }];
  });
}

export function digestOf(files: readonly SourceFile[]): string {
  const content = files.map(({ name, text }) => [name, text]);
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function differenceOf(before: WorkflowSet, after: WorkflowSet): Difference {
  // The database keeps the keys of an object in an order of its own.
  const old = new Map(before.workflows.map((each) => [each.name, canonicalJson(each)]));
  const fresh = new Map(after.workflows.map((each) => [each.name, canonicalJson(each)]));
  const edited = [...fresh.keys()].filter(
    (name) => old.has(name) && old.get(name) !== fresh.get(name),
  );
  return {
    added: [...fresh.keys()].filter((name) => !old.has(name)),
    changed: edited,
    removed: [...old.keys()].filter((name) => !fresh.has(name)),
    routesChanged: canonicalJson(before.routes) !== canonicalJson(after.routes),
    edits: [
      ...edited.flatMap((name) => {
        const find = (set: WorkflowSet) => set.workflows.find((each) => each.name === name) ?? {};
        return editsOf(name, find(before), find(after));
      }),
      ...editsOf('routes.yaml', before.routes, after.routes),
    ],
  };
}
