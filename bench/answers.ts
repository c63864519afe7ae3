/**
 * How long a person waits for the first answer to each command, next to a Bolt app that does nothing but answer:
 * both through the same stand-in of Slack, so the ratio says what this program adds. The whole program runs
 * in a process of its own, over the sandbox's fleet. Fails when a first answer takes more than a second.
 *
 *     node bench/answers.ts
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { App, LogLevel } from '@slack/bolt';
import type { Role } from '../src/config/table.ts';
import { startAzureStandIn } from '../src/sandbox/azure/start.ts';
import { type SlackStandIn, startSlackStandIn } from '../src/sandbox/slack/stand-in.ts';
import { commands } from '../src/slack/commands/index.generated.ts';
import { slackCommands } from '../src/slack/manifest.ts';
import { startEmbeddedPostgres } from '../src/store/embedded.ts';
import { migrate } from '../src/store/migrate.ts';
import { serveProcess } from '../test/journeys/support/serve-process.ts';

/** What a person on call was promised. */
const mostMs = 1_000;
const samples = 3;
/** After an answer until nothing has come for so long: what is still under way must not count as the next answer. */
const quietMs = 1_000;
const roles: Role[] = ['bot', 'worker', 'changer'];
const [ana, platform] = ['U0RIVERA', 'C0PLATFRM'];

const dir = await mkdtemp(join(tmpdir(), 'drawbridge-bench-'));
// Otherwise root's server, which runs as nobody, would be given a folder elsewhere.
await chmod(dir, 0o711);
const server = await startEmbeddedPostgres({ dir, durable: false, maxConnections: 100 });
try {
  await migrate(server.url, { appRole: server.appRole });
  await measure();
} finally {
  await server.stop();
  await rm(dir, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const bare = await bareAnswer();
  const [azure, slack] = await Promise.all([
    startAzureStandIn({ speed: 20 }),
    startSlackStandIn({ commands: slackCommands('/aks') }),
  ]);
  const database = { appUrl: server.appUrl } as Parameters<typeof serveProcess>[0]['database'];
  const program = await serveProcess({ azure, slack, database }, roles);
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the bot' });
  await fleetIsKnown(slack);
  console.log(`a bare Bolt app       ${bare.toFixed(0)} ms, the median of ${samples}`);
  let slowest = 0;
  for (const { name, examples } of commands) {
    const line = examples[0]?.line ?? name;
    const took = median(await series(() => answerTo(slack, line)));
    slowest = Math.max(slowest, took);
    console.log(
      `${name.padEnd(21)} ${took.toFixed(0).padStart(4)} ms, ${(took / bare).toFixed(1)} times   /aks ${line}`,
    );
  }
  console.log(`slowest               ${slowest.toFixed(0)} ms (at most ${mostMs})`);
  if (slowest > mostMs) process.exitCode = 1;
  await program.stop();
  await Promise.all([azure.close(), slack.close()]);
}

/** Milliseconds until anything new can be read: a message, a note for this person alone, a form, a changed view. */
async function answerTo(slack: SlackStandIn, line: string): Promise<number> {
  const { driver } = slack;
  const before = driver.visibleTo(ana, platform).length;
  const modal = driver.modal(ana)?.id;
  const start = performance.now();
  await driver.command(ana, platform, line);
  await driver.waitFor(
    () =>
      driver.visibleTo(ana, platform).length > before ||
      (driver.modal(ana) && driver.modal(ana)?.id !== modal),
    { what: `an answer to ${line}` },
  );
  const took = performance.now() - start;
  const open = driver.modal(ana);
  if (open) await driver.close(ana, open.id);
  await quiet(slack);
  return took;
}

/** Waits until nothing of what can be read has changed for a while. */
async function quiet({ driver }: SlackStandIn): Promise<void> {
  const read = () => JSON.stringify(driver.visibleTo(ana, platform));
  for (let before = ''; before !== read(); ) {
    before = read();
    await delay(quietMs);
  }
}

/** What the stand-in and Bolt need by themselves. */
async function bareAnswer(): Promise<number> {
  const slack = await startSlackStandIn({ commands: slackCommands('/aks') });
  const app = new App({
    token: slack.tokens.bot,
    appToken: slack.tokens.app,
    socketMode: true,
    logLevel: LogLevel.ERROR,
    clientOptions: { slackApiUrl: slack.apiUrl },
  });
  app.command('/aks', async ({ ack, client, command }) => {
    await ack();
    await client.chat.postMessage({ channel: command.channel_id, text: 'here' });
  });
  await app.start();
  await slack.driver.waitFor(() => slack.driver.sockets.connections() > 0, { what: 'the app' });
  const took = median(await series(() => answerTo(slack, 'help')));
  await app.stop();
  await slack.close();
  return took;
}

async function series(once: () => Promise<number>): Promise<number[]> {
  const taken: number[] = [];
  // The first is left out: it loads what is loaded once.
  for (let index = 0; index <= samples; index += 1) taken.push(await once());
  return taken.slice(1);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function fleetIsKnown({ driver }: SlackStandIn): Promise<void> {
  await driver.command(ana, platform, 'clusters');
  await driver.waitFor(
    () => driver.visibleTo(ana, platform).some(({ text }) => text.includes('cluster')),
    { what: 'the fleet' },
  );
}
