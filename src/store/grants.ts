import type pg from 'pg';

export interface AppRole {
  name: string;
  /** Set on the role when given. Without it, the role and its password are an administrator's business. */
  password?: string;
}

/**
 * Makes the application's role, where this user may, and gives it what the program needs:
 * rows of our tables and the queue's, but no table, and of the trail only reading and adding.
 */
export async function grantAppRole(
  client: pg.Client | pg.PoolClient,
  { name, password }: AppRole,
): Promise<void> {
  const role = client.escapeIdentifier(name);
  await client.query('begin');
  try {
    // Two migrations at the same time would trip over each other's grants.
    await client.query(`select pg_advisory_xact_lock(hashtext('drawbridge grants'))`);
    await ensureRole(client, { name, password });
    const { rows } = await client.query<{ name: string }>('select current_database() as name');
    const database = client.escapeIdentifier(rows[0]?.name ?? '');
    await client.query(`
      revoke temporary on database ${database} from public;
      grant connect on database ${database} to ${role};
      grant usage on schema drawbridge, bullmq to ${role};
      revoke create on schema drawbridge, bullmq from ${role};

      grant select, insert, update, delete on all tables in schema drawbridge, bullmq to ${role};
      grant usage, select on all sequences in schema drawbridge, bullmq to ${role};
      grant execute on all functions in schema bullmq to ${role};

      revoke all on drawbridge.trail, drawbridge.migration, bullmq.migration from ${role};
      grant select, insert on drawbridge.trail to ${role};
      grant select on drawbridge.migration, bullmq.migration to ${role};
    `);
    await lendOwnersRight(client, role);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

/**
 * The queue counts the jobs of each queue in a sequence that it makes at the first of them, and
 * adds many jobs by way of a temporary table. These two functions may do so with the owner's right;
 * `pg_temp` comes last in their path, so that no temporary table can stand in for a real one.
 */
async function lendOwnersRight(client: pg.Client | pg.PoolClient, role: string): Promise<void> {
  const { rows } = await client.query<{ signature: string }>(
    `select oid::regprocedure::text as signature from pg_proc
      where pronamespace = 'bullmq'::regnamespace and proname in ('next_job_id', 'add_jobs_bulk')`,
  );
  for (const { signature } of rows) {
    await client.query(`
      alter function ${signature} security definer;
      alter function ${signature} set search_path = bullmq, pg_temp;
      revoke execute on function ${signature} from public;
      grant execute on function ${signature} to ${role};
    `);
  }
}

async function ensureRole(
  client: pg.Client | pg.PoolClient,
  { name, password }: AppRole,
): Promise<void> {
  const { rows } = await client.query<{ exists: boolean; may_create: boolean; is_me: boolean }>(
    `select exists (select from pg_roles where rolname = $1) as exists,
            (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create,
            current_user = $1 as is_me`,
    [name],
  );
  const { exists, may_create, is_me } = rows[0] ?? {
    exists: false,
    may_create: false,
    is_me: false,
  };
  if (is_me) {
    throw new Error(
      `"${name}" is the role that migrates; the application needs another one, for which the trail cannot be changed.`,
    );
  }
  const role = client.escapeIdentifier(name);
  if (!exists && !may_create) {
    throw new Error(
      `The role "${name}" is not there, and this user may not create it. ` +
        `Ask an administrator to run: create role ${role} login password '…';`,
    );
  }
  if (!exists) await client.query(`create role ${role} login`);
  if (password && may_create) {
    await client.query(`alter role ${role} password ${client.escapeLiteral(password)}`);
  }
}
