create table drawbridge.upgrade_run (        -- clusters looked at for their upgrade, for somebody who asked
  id uuid primary key,
  filter text not null,                      -- as it was asked for: a name or a filter
  cluster_ids text[] not null,               -- lower case
  replace boolean not null default false,    -- writes the replacement of the one cluster instead
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- whoever works on it, works until then or renews it
  progress jsonb,                            -- { done, waiting }
  result jsonb,                              -- FleetUpgradeReport
  problem jsonb                              -- { message, hint }
);
create index upgrade_run_unfinished on drawbridge.upgrade_run (started_at) where state = 'running';

create table drawbridge.upgrade_warning (    -- what was told once, and is not told again
  cluster_id text not null,                  -- lower case
  occasion text not null,                    -- what it is about: a version and the days left, a window, a failure
  run_id uuid not null,                      -- the run that tells it, however often it is asked
  at timestamptz not null,
  primary key (cluster_id, occasion)
);
