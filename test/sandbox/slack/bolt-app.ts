/** A small Bolt app for the tests, connected to a stand-in as any app is to Slack. */
import { App, LogLevel } from '@slack/bolt';
import type { SlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';

/** Bolt in Socket Mode; `register` adds the listeners before it starts. */
export async function startBoltApp(
  slack: SlackStandIn,
  register: (app: App) => void,
): Promise<App> {
  const app = new App({
    token: slack.tokens.bot,
    appToken: slack.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: {
      slackApiUrl: slack.apiUrl,
      retryConfig: { retries: 0 },
      rejectRateLimitedCalls: true,
    },
  });
  register(app);
  await app.start();
  return app;
}
