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
  ],
  examples: [
    { line: 'drawbridge serve', does: 'runs everything in one process' },
    { line: 'drawbridge serve --role bot', does: 'runs the part that talks with Slack' },
    {
      line: 'drawbridge serve --role changer',
      does: 'runs the only part that can change clusters; it needs neither Slack token nor port',
    },
  ],
  async run(io, { options }) {
    const { loadSettings } = await import('../config/settings.ts');
    const { roles: every } = await import('../config/table.ts');
    const named = options.role as (typeof every)[number][] | undefined;
    const roles = named?.length ? [...new Set(named)] : every;
    const settings = loadSettings({ env: io.env, roles });
    const { startServe } = await import('./serve/start.ts');
    const { guardRejections } = await import('./serve/rejections.ts');
    const { createLogger } = await import('./serve/logger.ts');

    const logger = createLogger(settings.LOG_LEVEL);
    const fatal = Promise.withResolvers<never>();
    fatal.promise.catch(() => {});
    const guard = guardRejections({ logger, onFatal: fatal.reject });
    const serving = await startServe({ settings, roles, logger });
    logger.info({ roles }, 'Drawbridge is up');
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

/** SIGINT, SIGTERM, or the end of the process that started this one and holds a channel to it. */
function asked(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
    process.once('disconnect', () => resolve());
  });
}
