/** Where a message about an example would go, by which route, and why not by the others. */

import type { WorkflowSet } from '../workflows/load.ts';
import type { RoutedFacts, Routing } from '../workflows/route.ts';
import type { Workflow } from '../workflows/schema.ts';
import type { ExitCode, Io } from './define.ts';
import { usable, wrong } from './workflows-folder.ts';

export interface Example {
  workflow?: string;
  severity?: string;
  cluster?: string;
  tags?: string;
  namespaces?: string;
  detection?: string;
}

type Facts = Omit<RoutedFacts, 'workflow' | 'run'> & { workflow: Workflow; title?: string };

export async function printExample(
  io: Io,
  {
    file,
    folder,
    options,
  }: { file: string | undefined; folder: string | undefined; options: Example },
): Promise<ExitCode> {
  const set = await usable(io, folder);
  const examples = file
    ? await (await import('./workflows-event.ts')).examplesOf(io, file, options)
    : [options];
  const { ownersConfig } = await import('./posture-input.ts');
  const { route, whyNot } = await import('../workflows/route.ts');
  const owners = await ownersConfig(io);
  const lines: string[] = [];
  for (const example of examples) {
    const { workflow, title, ...rest } = await factsOf(example, set);
    const facts: RoutedFacts = { ...rest, workflow: workflow.name, run: workflow.run };
    const routing = route(facts, {
      ...{ routes: set.routes, notify: workflow.notify, owners, now: io.now() },
    });
    if (title) lines.push(`${title}:`);
    lines.push(...inWords(routing));
    // Where the workflow names who is told, no route is asked.
    if (!workflow.notify)
      for (const each of set.routes.routes) {
        const why = whyNot(each, facts);
        if (why) lines.push(`not route ${each.name}: ${why}`);
      }
    lines.push(...(await buts(workflow, facts)));
  }
  io.stdout(`${lines.join('\n')}\n`);
  return 0;
}

function inWords({ told, unplaced }: Routing): string[] {
  if (unplaced) return [`Nobody is told: ${unplaced}.`];
  return told.map(({ place, because, notBefore, digest }) => {
    const where = 'channel' in place ? `channel ${place.channel}` : `person ${place.person}`;
    const when = notBefore
      ? `${digest ? 'in the digest of' : 'held back until'} ${notBefore.toISOString()}`
      : 'at once';
    return `${where}, ${when}: ${because}`;
  });
}

async function buts(workflow: Workflow, { severity }: RoutedFacts): Promise<string[]> {
  const { isAtLeast } = await import('../posture/severity.ts');
  const { name, when, shadow, enabled } = workflow;
  return [
    ...(when !== 'always' && !isAtLeast(severity, when.severity)
      ? [`But ${name} tells nothing below ${when.severity}.`]
      : []),
    ...(shadow ? [`But ${name} is in shadow, and tells nobody.`] : []),
    ...(enabled ? [] : [`But ${name} is not enabled.`]),
  ];
}

async function factsOf(
  example: Example & { title?: string },
  { workflows }: WorkflowSet,
): Promise<Facts> {
  const { severities } = await import('../posture/severity.ts');
  const names = workflows.map(({ name }) => name);
  const workflow =
    workflows.find(({ name }) => name === example.workflow) ??
    (example.workflow === undefined ? workflowFor(workflows, example.detection) : undefined);
  if (!workflow)
    throw wrong(
      example.workflow === undefined
        ? `say which workflow tells it: --workflow ${names.join(' or ') || 'NAME'}`
        : `there is no workflow “${example.workflow}”; there are ${names.join(', ') || 'none'}`,
    );
  const severity = severities.find((each) => each === (example.severity ?? 'high'));
  if (!severity)
    throw wrong(`--severity “${example.severity}” is not one of ${severities.join(', ')}`);
  return {
    ...{ workflow, severity, clusters: [clusterOf(example)] },
    namespaces: (example.namespaces ?? '').split(',').flatMap((each) => each.trim() || []),
    ...(example.detection && { detection: example.detection }),
    ...(example.title && { title: example.title }),
  };
}

/** The one that would make an alert of it. */
function workflowFor(workflows: readonly Workflow[], detection: string | undefined) {
  if (detection === undefined) return undefined;
  return workflows.find(
    ({ run }) => run === detection || (run === 'detections' && detection !== 'forbidden'),
  );
}

/** A cluster of which nothing but the name and the tags is known. */
function clusterOf({ cluster: name = 'example', tags = '' }: Example) {
  const pairs = tags
    .split(',')
    .filter((each) => each.trim() !== '')
    .map((each): [string, string] => {
      const [key = '', value] = each.split('=');
      if (value === undefined) throw wrong(`--tags “${each}” is no tag; write env=prod`);
      return [key.trim(), value.trim()];
    });
  const nowhere = { resourceGroup: '', subscriptionId: '', location: '' };
  return { id: name, name, ...nowhere, tags: Object.fromEntries(pairs) };
}
