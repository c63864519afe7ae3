import { z } from 'zod';
import { routesSchema } from '../../../src/workflows/routes-schema.ts';
import { runners } from '../../../src/workflows/runners/index.generated.ts';
import { workflowSchema } from '../../../src/workflows/schema.ts';
import { cell, code, page, table } from '../markdown.ts';

interface Described {
  const?: unknown;
  description?: string;
  default?: unknown;
  properties?: Record<string, Described>;
  required?: string[];
  anyOf?: Described[];
  items?: Described;
}

/** For editors: what the files may hold. */
export function workflowSchemas(): Record<string, string> {
  return {
    'docs/workflow.schema.json': asText(
      withCommand(jsonSchema(workflowSchema, 'A workflow of Drawbridge')),
    ),
    'docs/workflow-routes.schema.json': asText(jsonSchema(routesSchema, 'Routes of Drawbridge')),
  };
}

export function workflowsPage(): string {
  const route = jsonSchema(routesSchema, '').properties?.routes?.items ?? {};
  return page(
    'Workflows',
    [
      'What runs when, and who is told of it. Each file of the folder that `WORKFLOWS_DIR` names is one workflow; `routes.yaml` there says who is told what. The folder [workflows](../workflows) is a start.',
      'Edits are taken up within seconds, without a restart, and recorded in the trail with what they changed. Files with a problem are not used, not even in part: what was before goes on, the log and the fallback of the routes say so, and `drawbridge workflows check` names each problem with file, line and column beforehand.',
      'A workflow tells what is different since its own last run. Where nothing is, it says nothing, and `/aks schedule list` shows that it ran. Runs in shadow are compared with each other: what nobody was told is told by the first run that is not in shadow. That something could not be looked at is told whatever `when` says, once. A time at which no worker was there is made up for once; a run that still goes on is not begun a second time, and that time passes; one that has not ended after 6 hours has come to nothing, and is told.',
      'Times are those of the time zone: where clocks are turned forward, a time that is left out comes as soon as it can, and where they are turned back, a time that comes twice counts once.',
    ].join('\n\n'),
    [
      '## A workflow',
      rowsOf(jsonSchema(workflowSchema, '')),
      '`# yaml-language-server: $schema=…/docs/workflow.schema.json` in the first line lets editors complete and check it; for routes it is `workflow-routes.schema.json`.',
      '`offer` puts a menu below the report, for whoever may propose changes; nothing is done by itself. A change that is asked for there carries what `approval` says, as the file said it when the report was made: point by point, the stricter of that and the file of rights holds, whoever edits the workflow meanwhile. `drawbridge workflows check --rights rights.yaml` refuses what asks for less; at run time that is ignored, and `/aks schedule list` and the log say so.',
      '## What can be run',
      table(
        ['`run`', 'What it does', 'Clusters'],
        runners.map(({ run, summary, leastClusters }) => [
          code(run),
          cell(summary),
          `${leastClusters} or more`,
        ]),
      ),
      '## Routes',
      'Asked from the top for each thing that is told; the first that fits decides, unless it says `continue`. What goes to the same place is one message; alerts are a message each. What quiet hours held back is said with its number when they end, in one message for each place, and the messages of alerts follow it; what is critical passes, unless `quiet.except` says otherwise. A digest collects until its time comes, and only lists alerts. `fallback` is told what no route fits; without one, alerts go to the channel for alerts that the file of rights names, and `/aks schedule list` says of everything else that nobody was told.',
      rowsOf(route),
      '### What a route matches',
      rowsOf(route.properties?.match ?? {}),
      '`drawbridge workflows test` says who would be told of an example, when, by which route, and why not by the others; `--backtest 14d` says how many messages a day the routes in the files would have led to, by the runs and alerts that are stored.',
    ].join('\n\n'),
  );
}

function jsonSchema(schema: z.ZodType, title: string): Described {
  const made = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return { title, ...made } as Described;
}

/** `on: command` is read before the schema sees it. */
function withCommand({ properties = {}, ...schema }: Described): Described {
  const on = { anyOf: [{ const: 'command' }, properties.on ?? {}] };
  return { ...schema, properties: { ...properties, on } };
}

function rowsOf({ properties = {}, required = [] }: Described): string {
  const rows = Object.entries(properties).map(
    ([name, { description, default: preset, ...rest }]) => {
      const inner = Object.entries(rest.properties ?? {}).map(
        ([key, each]) => `${code(`${name}.${key}`)}: ${each.description ?? ''}`,
      );
      const says = [description, ...inner].filter(Boolean).join(' ');
      const needed = required.includes(name)
        ? 'yes'
        : preset === undefined
          ? 'no'
          : `no; ${code(JSON.stringify(preset))}`;
      return [code(name), cell(says), needed];
    },
  );
  return table(['Key', 'What it is', 'Needed; default'], rows);
}

function asText(schema: Described): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
