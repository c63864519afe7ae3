import { CliError, defineCliCommand } from './define.ts';

export const command = defineCliCommand({
  name: 'migrate',
  summary: 'Create or update the tables, and the rights of the application’s role on them',
  examples: [
    {
      line: 'drawbridge migrate',
      does: 'migrates as MIGRATE_DATABASE_URL; the role in DATABASE_URL may then add to the trail but not change it',
    },
  ],
  async run(io) {
    const { loadSettings } = await import('../config/settings.ts');
    const { migrate } = await import('../store/migrate.ts');
    const settings = loadSettings({ env: io.env, roles: [] });
    const application = io.env.DATABASE_URL?.trim();
    if (application === 'embedded') {
      io.stdout('The embedded database migrates by itself when it starts.\n');
      return 0;
    }
    const owner = settings.MIGRATE_DATABASE_URL ?? application;
    if (!owner || !URL.canParse(owner))
      throw new CliError('MIGRATE_DATABASE_URL and DATABASE_URL are not set: nothing to migrate', {
        exitCode: 2,
      });
    const appRole = settings.MIGRATE_DATABASE_URL && application ? roleIn(application) : undefined;
    const { ran } = await migrate(owner, appRole ? { appRole } : {});
    io.stdout(ran.length > 0 ? `Ran ${ran.join(', ')}.\n` : 'The tables are up to date.\n');
    if (!appRole)
      io.stdout(
        'The application uses the owner’s role, so it could change the trail. Set MIGRATE_DATABASE_URL to the owner and DATABASE_URL to another role.\n',
      );
    return 0;
  },
});

function roleIn(address: string): { name: string; password?: string } {
  const { username, password } = new URL(address);
  return {
    name: decodeURIComponent(username),
    ...(password ? { password: decodeURIComponent(password) } : {}),
  };
}
