import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sandboxWriterId } from '../../../src/azure/rerouting.ts';
import type { Role } from '../../../src/config/table.ts';
import type { TestApp } from '../../slack/support/start-app.ts';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const rights = fileURLToPath(new URL('../../../src/sandbox/rights.yaml', import.meta.url));

export interface ServeProcess {
  /** As a power cut would: nothing is cleaned up. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

/** `drawbridge serve` in a process of its own, against the database and stand-ins of a test. @param env settings beside the usual */
export async function serveProcess(
  { database, azure, slack }: Pick<TestApp, 'database' | 'azure' | 'slack'>,
  roles: readonly Role[],
  { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
): Promise<ServeProcess> {
  const child = spawn(
    process.execPath,
    [main, 'serve', ...roles.flatMap((role) => ['--role', role]), ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: {
        ...process.env,
        DATABASE_URL: database.appUrl,
        RIGHTS_FILE: rights,
        DRAWBRIDGE_SANDBOX: 'on',
        SANDBOX_AZURE_URL: azure.url,
        WRITER_AZURE_CLIENT_ID: sandboxWriterId,
        ...(roles.includes('bot') && {
          SLACK_BOT_TOKEN: slack.tokens.bot,
          SLACK_APP_TOKEN: slack.tokens.app,
          SANDBOX_SLACK_URL: slack.apiUrl,
        }),
        ...env,
        ...env,
      },
    },
  );
  await isUp(child);
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  return { kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

async function isUp(child: ChildProcess): Promise<void> {
  let said = '';
  await new Promise<void>((resolve, reject) => {
    const listen = (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('Drawbridge is up')) resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}
