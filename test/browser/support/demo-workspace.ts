/** The stand-in for Slack with the real page, a small bot, and a morning's worth of messages. */
import { App, LogLevel } from '@slack/bolt';
import type { KnownBlock, View } from '@slack/types';
import { buildPage } from '../../../src/sandbox/page/build.ts';
import type { AnyBlock } from '../../../src/sandbox/slack/protocol.ts';
import type { SlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { startSlackStandIn } from '../../../src/sandbox/slack/stand-in.ts';
import { controls, fixForm, home, progress, texts } from './demo-blocks.ts';
import { approvalCard, report } from './demo-report.ts';

export interface DemoWorkspace {
  slack: SlackStandIn;
  /** What the bot was told: action ids and submitted values, in order. */
  heard: unknown[];
  close(): Promise<void>;
}

const commands = [
  {
    command: '/aks',
    description: 'Posture, changes and approvals of the AKS fleet',
    usageHint: 'posture <cluster> | ip add <cluster> <range> | help',
    words: [
      {
        word: 'posture',
        usage: '<cluster|all|tag:k=v>',
        summary: 'Check how a cluster is protected',
      },
      {
        word: 'ip add',
        usage: '<cluster> <range> [for <duration>]',
        summary: 'Ask to open the API server to a range',
      },
      { word: 'ip list', usage: '<cluster>', summary: 'Show who may reach the API server' },
      { word: 'audit', usage: '[last N] [cluster]', summary: 'Show what was decided and done' },
    ],
  },
];

const bicep = `param location string = resourceGroup().location

resource cluster 'Microsoft.ContainerService/managedClusters@2026-06-01' = {
  name: 'aks-prod-weu'
  location: location
  properties: {
    disableLocalAccounts: true
    apiServerAccessProfile: { authorizedIPRanges: ['198.51.100.0/24'] }
  }
}
`;

export async function startDemoWorkspace(): Promise<DemoWorkspace> {
  const heard: unknown[] = [];
  const slack = await startSlackStandIn({ commands, staticPage: await buildPage() });
  const app = new App({
    token: slack.tokens.bot,
    appToken: slack.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
  });
  listen(app, heard);
  await app.start();
  await fill(slack, app);
  return {
    slack,
    heard,
    async close() {
      await app.stop();
      await slack.close();
    },
  };
}

function listen(app: App, heard: unknown[]): void {
  app.command('/aks', async ({ ack, respond, command }) => {
    if (command.text === 'sleep') return;
    await ack();
    await respond({
      response_type: 'ephemeral',
      text: `:no_entry: You may not \`${command.text}\`: only members of <!subteam^S0ONCALL> propose changes.`,
    });
  });
  app.action('fix', async ({ ack, body, client }) => {
    await ack();
    if ('trigger_id' in body) {
      await client.views.open({ trigger_id: body.trigger_id, view: fixForm as unknown as View });
    }
  });
  // Never acked: what the person sees is up to Slack.
  app.action('rerun', async () => {});
  app.action(/^(?!fix$|rerun$)/, async ({ ack, action }) => {
    await ack();
    heard.push(action);
  });
  app.options('value', async ({ ack, options }) => {
    const names = ['aks-prod-weu', 'aks-prod-neu', 'aks-staging-weu'].filter((name) =>
      name.includes(options.value),
    );
    await ack({
      options: names.map((value) => ({ text: { type: 'plain_text', text: value }, value })),
    });
  });
  app.view('open-range', async ({ ack, view }) => {
    if (view.state.values.range?.value?.value === '0.0.0.0/0') {
      await ack({
        response_action: 'errors',
        errors: {
          range: '0.0.0.0/0 opens the cluster to everybody. Name the range that you need.',
        },
      });
      return;
    }
    await ack();
    heard.push(view.state.values);
  });
  app.event('app_home_opened', async ({ event, client }) => {
    await client.views.publish({ user_id: event.user, view: home as unknown as View });
  });
}

async function fill(slack: SlackStandIn, app: App): Promise<void> {
  const { driver, workspace } = slack;
  const post = (channel: string, text: string, blocks: AnyBlock[]) =>
    app.client.chat.postMessage({ channel, text, blocks: blocks as KnownBlock[] });

  await driver.say(
    'U0LINDEN',
    'C0PLATFRM',
    'Is anybody else locked out of `aks-prod-weu` since this morning? cc @aks-oncall',
  );
  const [question] = driver.messages('C0PLATFRM');
  const inThread = { threadTs: question?.ts ?? '' };
  await driver.say(
    'U0CHEN00',
    'C0PLATFRM',
    'The office has new addresses since the weekend, see #aks-approvals',
    inThread,
  );
  await driver.say('U0RIVERA', 'C0PLATFRM', 'On it :eyes:', inThread);
  await driver.say('U0RIVERA', 'C0PLATFRM', 'Looking at its posture first.');
  await post('C0PLATFRM', 'aks-prod-weu: 2 critical, 3 high', report);
  await app.client.files.uploadV2({
    channel_id: 'C0APPROVE',
    filename: 'aks-prod-weu.bicep',
    content: bicep,
    initial_comment: 'A hardened replacement of `aks-prod-weu`, as Bicep:',
  });
  await post('C0APPROVE', 'Change C-17 waits for a decision', approvalCard);
  await post('C0SECOPS0', 'Texts', texts);
  await post('C0SECOPS0', 'Progress', progress);
  await post('C0SECOPS0', 'Controls', controls);
  // Slack would refuse it; the page must show that there is something all the same.
  workspace.post({
    channel: 'C0SECOPS0',
    user: 'U0BRIDGE',
    text: 'x',
    blocks: [{ type: 'hologram', block_id: 'h' }],
  });
}
