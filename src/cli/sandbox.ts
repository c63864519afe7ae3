import { CliError, defineCliCommand } from './define.ts';

export const command = defineCliCommand({
  name: 'sandbox',
  summary: 'A Slack in the browser over a pretend fleet: no account, no server, nothing real',
  onlyInSource: true,
  options: [
    { flags: '--port <port>', description: 'port of the page', default: '4000' },
    { flags: '--host <host>', description: 'address to listen on', default: '127.0.0.1' },
    {
      flags: '--dir <directory>',
      description: 'where its database lives; its tables begin anew at each start',
      default: '.drawbridge/sandbox',
    },
    { flags: '--logs', description: 'print what the bot and the worker log' },
  ],
  examples: [
    {
      line: 'npm run sandbox',
      does: 'starts it; open the page and type /aks posture aks-prod-weu',
    },
    { line: 'npm run sandbox -- --port 4100', does: 'on another port' },
  ],
  async run(io, { options }) {
    const port = Number(options.port);
    if (!Number.isInteger(port) || port < 0 || port > 65_535)
      throw new CliError(`“${options.port}” is not a port: give a number from 0 to 65535`, {
        exitCode: 2,
      });
    const [{ startSandbox }, { slackCommands }, { scopes }, { commandHints }, { resolve }] =
      await Promise.all([
        import('../sandbox/start.ts'),
        import('../slack/manifest.ts'),
        import('../slack/scopes.ts'),
        import('../slack/command-hints.ts'),
        import('node:path'),
      ]);
    const words = commandHints();
    io.stdout('Starting PostgreSQL, the stand-ins, the bot and a worker…\n');
    const crashed = Promise.withResolvers<never>();
    crashed.promise.catch(() => {});
    const recent: string[] = [];
    const sandbox = await Promise.race([
      crashed.promise,
      startSandbox({
        port,
        host: String(options.host),
        dir: resolve(io.cwd, String(options.dir)),
        commands: slackCommands('/aks').map((command) => ({ ...command, words })),
        scopes: Object.keys(scopes),
        onLog(line) {
          recent.push(line);
          if (recent.length > 20) recent.shift();
          if (options.logs) io.stdout(`${line}\n`);
        },
        onCrash: (role, code) =>
          crashed.reject(
            new CliError(`the ${role} ended with code ${code}: ${recent.slice(-3).join(' | ')}`, {
              exitCode: 3,
            }),
          ),
      }),
    ]);
    io.stdout(`sandbox ready: ${sandbox.url}\n`);
    const stopped = new Promise<void>((resolve) => {
      if (io.signal.aborted) resolve();
      io.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    try {
      await Promise.race([stopped, crashed.promise]);
    } finally {
      await sandbox.close();
    }
    return 0;
  },
});
