import type pg from 'pg';
import { pendingMigrations } from '../../store/migrate.ts';
import { verifyTrail } from '../../trail/verify.ts';
import { type Finding, probe } from './finding.ts';

const roleTodo =
  'Run `drawbridge migrate` with MIGRATE_DATABASE_URL as the owner and DATABASE_URL as another role.';

/** The database answers, its tables are those of this version, and its role cannot change the trail. */
export function probeDatabase(db: pg.Pool): Promise<Finding[]> {
  return probe(
    {
      topic: 'Database',
      says: 'PostgreSQL does not answer',
      todo: 'Check DATABASE_URL, and that the server can be reached from here.',
    },
    async () => {
      const { rows: version } = await db.query<{ server_version: string }>('show server_version');
      const missing = await pendingMigrations(db);
      if (missing.length > 0)
        return [
          {
            outcome: 'problem',
            says: `The tables are not those of this version: ${missing.join(', ')} did not run`,
            todo: 'Run `drawbridge migrate`.',
          },
        ];
      const { rows } = await db.query<{ can_change: boolean; can_create: boolean; queue: boolean }>(
        `select has_table_privilege('drawbridge.trail', 'update, delete, truncate') as can_change,
                has_schema_privilege('drawbridge', 'create') as can_create,
                to_regclass('bullmq.migration') is not null as queue`,
      );
      const role = rows[0];
      return [
        { outcome: 'ok', says: `PostgreSQL ${version[0]?.server_version}, tables up to date` },
        role?.can_change || role?.can_create
          ? {
              outcome: 'problem',
              says: 'The application’s role could change the trail or the tables',
              todo: roleTodo,
            }
          : { outcome: 'ok', says: 'The application’s role can add to the trail, not change it' },
        role?.queue
          ? { outcome: 'ok', says: 'The queue’s tables are there' }
          : {
              outcome: 'problem',
              says: 'The queue’s tables are missing',
              todo: 'Run `drawbridge migrate`.',
            },
      ];
    },
  );
}

/** Nobody has changed the record of what was decided and done. */
export function probeTrail(db: pg.Pool): Promise<Finding[]> {
  return probe(
    {
      topic: 'Trail',
      says: 'The trail could not be read',
      todo: 'See what the database says.',
      withinMs: 120_000,
    },
    async () => {
      const found = await verifyTrail(db);
      return [
        found.ok
          ? { outcome: 'ok', says: `The chain is whole: ${found.entries} entries` }
          : {
              outcome: 'problem',
              says: found.problem.message,
              todo: 'Run `drawbridge audit verify`, and find out who can write to the database.',
            },
      ];
    },
  );
}
