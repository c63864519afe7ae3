create table drawbridge.drift_run (          -- clusters compared, for somebody who asked
  id uuid primary key,
  filter text not null,                      -- as it was asked for
  cluster_ids text[] not null,               -- lower case
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- whoever works on it, works until then or renews it
  progress jsonb,                            -- { done, failed, waiting }
  result jsonb,                              -- DriftReport
  problem jsonb                              -- { message, hint }
);
create index drift_run_unfinished on drawbridge.drift_run (started_at) where state = 'running';
