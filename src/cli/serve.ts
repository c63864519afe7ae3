import { CliError, defineCliCommand } from './define.ts';

export const command = defineCliCommand({
  name: 'serve',
  summary:
    'Run the bot, the worker and the changer; all three in one process unless a role is named',
  options: [
    {
      flags: '--role <role...>',
      description: 'only these parts: bot, worker or changer',
      choices: ['bot', 'worker', 'changer'],
    },
    {
      flags: '--reach <name...>',
      description:
        'with --role worker alone: stand inside this network, and read the clusters that are behind that reach; nothing else',
    },
  ],
  examples: [
    { line: 'drawbridge serve', does: 'runs everything in one process' },
    { line: 'drawbridge serve --role bot', does: 'runs the part that talks with Slack' },
    {
      line: 'drawbridge serve --role changer',
      does: 'runs the only part that can change clusters; it needs neither Slack token nor port',
    },
    {
      line: 'drawbridge serve --role worker --reach vnet-a',
      does: 'reads private clusters that are tagged reach=vnet-a, from inside their network',
    },
  ],
  async run(io, { options }) {
    const { loadSettings } = await import('../config/settings.ts');
    const { roles: every } = await import('../config/table.ts');
    const named = options.role as (typeof every)[number][] | undefined;
    const roles = named?.length ? [...new Set(named)] : every;
    const reaches = await reachesOf(options.reach as string[] | undefined, roles);
    const settings = loadSettings({ env: io.env, roles });
    const { startServe } = await import('./serve/start.ts');
    const { guardRejections } = await import('./serve/rejections.ts');
    const { createLogger } = await import('./serve/logger.ts');

    const logger = createLogger(settings.LOG_LEVEL);
    const fatal = Promise.withResolvers<never>();
    fatal.promise.catch(() => {});
    const guard = guardRejections({ logger, onFatal: fatal.reject });
    const { startReachWorker } = await import('./serve/reach.ts');
    const serving = reaches
      ? await startReachWorker({ settings, reaches, logger })
      : await startServe({ settings, roles, logger });
    logger.info({ roles, reaches }, 'Drawbridge is up');
    try {
      await Promise.race([asked(io.signal), fatal.promise]);
    } catch (error) {
      throw error instanceof Error
        ? error
        : new CliError(`stopped by ${String(error)}`, { exitCode: 3 });
    } finally {
      guard.stopping();
      await serving.close();
      guard.remove();
      logger.info('Drawbridge is down');
      // An open channel to the parent would keep this process alive although all is closed.
      if (process.connected) process.disconnect();
    }
    return 0;
  },
});

async function reachesOf(
  named: string[] | undefined,
  roles: readonly string[],
): Promise<string[] | undefined> {
  if (!named?.length) return undefined;
  const { isReachName } = await import('../fleet/kubernetes-config.ts');
  const wrong = named.find((name) => !isReachName(name));
  if (wrong !== undefined)
    throw new CliError(
      `--reach "${wrong}" is no name of a reach; it has up to 40 of a-z, 0-9 and dashes, such as vnet-a`,
      { exitCode: 2 },
    );
  if (roles.join() !== 'worker')
    throw new CliError(
      '--reach is for a worker that does nothing else; say --role worker with it, and no other role',
      { exitCode: 2 },
    );
  return [...new Set(named)];
}

/** SIGINT, SIGTERM, or the end of the process that started this one and holds a channel to it. */
function asked(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('disconnect', () => resolve());
  });
}
