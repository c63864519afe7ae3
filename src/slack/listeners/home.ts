import type { App } from '@slack/bolt';
import type { SlackDeps } from '../context.ts';
import { publishHome } from '../home/publish.ts';
import { arrivalOf } from './arrival.ts';

/** App Home is drawn for each person when they open it. */
export function listenToHome(app: App, deps: SlackDeps): void {
  app.event('app_home_opened', async ({ event, context }) => {
    if (event.tab !== 'home') return;
    await publishHome(deps, arrivalOf(context).person);
  });
}
