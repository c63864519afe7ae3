/** The reference in docs/, each page made from what is declared in the code. */
import { checksPage } from './checks.ts';
import { commandLinePage } from './command-line.ts';
import { detectionsPage } from './detections.ts';
import { permissionsPage } from './permissions.ts';
import { remediationsPage } from './remediations.ts';
import { sandboxPage } from './sandbox.ts';
import { settingsPage } from './settings.ts';
import { slackCommandsPage } from './slack-commands.ts';
import { workflowSchemas, workflowsPage } from './workflows.ts';

export async function docs(): Promise<Record<string, string>> {
  return {
    'docs/checks.md': checksPage(),
    'docs/command-line.md': await commandLinePage(),
    'docs/detections.md': detectionsPage(),
    'docs/permissions.md': permissionsPage(),
    'docs/remediations.md': remediationsPage(),
    'docs/sandbox.md': sandboxPage(),
    'docs/settings.md': settingsPage(),
    'docs/slack-commands.md': slackCommandsPage(),
    'docs/workflows.md': workflowsPage(),
    ...workflowSchemas(),
  };
}
