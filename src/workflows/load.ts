/** Reads a folder of workflows as a whole: with one problem in it, nothing of it is used. */
import { z } from 'zod';
import { checkedYaml, type KnownKeys, type YamlProblem } from '../config/checked-yaml.ts';
import type { Rights } from '../rights/schema.ts';
import { looserThan } from './approval.ts';
import { risksOf } from './offers.ts';
import { type Routes, routesSchema } from './routes-schema.ts';
import { runs } from './runs.ts';
import { type Workflow, workflowSchema } from './schema.ts';

export interface SourceFile {
  name: string;
  text: string;
}

export interface WorkflowSet {
  /** By name. */
  workflows: Workflow[];
  routes: Routes;
}

const routesFile = 'routes.yaml';

export type LoadedWorkflows =
  | { ok: true; set: WorkflowSet }
  /** One line each: `posture-daily.yaml:3:5: …`. */
  | { ok: false; problems: string[] };

const workflowKeys: KnownKeys = {
  '': Object.keys(workflowSchema.shape),
  on: ['schedule', 'timezone'],
  when: ['change', 'severity'],
  notify: ['channel', 'person'],
  approval: ['need', 'groups', 'users', 'expires', 'reason', 'freezes'],
  freezes: ['from', 'to', 'timezone', 'clusters', 'reason'],
};

const routeKeys: KnownKeys = {
  '': ['routes', 'fallback'],
  routes: ['name', 'match', 'to', 'continue', 'quiet', 'digest', 'timezone'],
  match: ['severity', 'run', 'workflow', 'clusters', 'namespaces', 'detections'],
  quiet: ['from', 'to', 'timezone', 'except'],
  to: ['channel', 'person'],
  fallback: ['channel', 'person'],
};

/** What `with` may hold for what the file runs. */
function settingsOfRun(text: string): string[] {
  const [, name] = /^run: *["']?([\w-]+)/m.exec(text) ?? [];
  const settings = runs.find(({ run }) => run === name)?.with;
  return settings instanceof z.ZodObject ? Object.keys(settings.shape) : [];
}

/**
 * @param files the YAML files of the folder, in the order of their names
 * @param rights with them, asking less of approvals than they do is a problem
 */
export function loadWorkflows(files: readonly SourceFile[], rights?: Rights): LoadedWorkflows {
  const problems: string[] = [];
  const say = (file: string, { line, column, message }: YamlProblem) =>
    problems.push(`${file}:${line}:${column}: ${message}`);
  let routes: Routes = { routes: [] };
  const source = files.find(({ name }) => name === routesFile);
  if (source) {
    const read = checkedYaml(source.text, { schema: routesSchema, keys: routeKeys });
    if (read.ok) routes = read.data;
    else for (const problem of read.problems) say(routesFile, problem);
  }
  const named = new Set(routes.routes.map(({ name }) => name));
  const places = new Map<string, string>();
  const workflows: Workflow[] = [];
  for (const { name: file, text } of files) {
    if (file === routesFile) continue;
    const keys = { ...workflowKeys, with: settingsOfRun(text) };
    const read = checkedYaml(text, { schema: workflowSchema, keys });
    if (!read.ok) {
      for (const problem of read.problems) say(file, problem);
      continue;
    }
    const { data, placeAt } = read;
    const other = places.get(data.name);
    if (other) {
      const message = `"${data.name}" is the name of the workflow in ${other}, too`;
      say(file, { ...placeAt(['name']), message });
      continue;
    }
    places.set(data.name, file);
    data.notify?.forEach((to, index) => {
      if (
        typeof to !== 'string' ||
        to === 'owner' ||
        named.has(to) ||
        problems.some((each) => each.startsWith(routesFile))
      )
        return;
      const known = named.size > 0 ? `known are ${[...named].join(', ')}` : 'there is none';
      const message = `notify[${index + 1}] "${to}" is no route of ${routesFile}: ${known}`;
      say(file, { ...placeAt(['notify', index]), message });
    });
    if (rights)
      for (const { path, message } of looserThan(data, { rights, risks: risksOf(data) }))
        say(file, { ...placeAt(path), message });
    workflows.push(data);
  }
  if (problems.length > 0) return { ok: false, problems };
  workflows.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { ok: true, set: { workflows, routes } };
}
