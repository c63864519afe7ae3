create table drawbridge.forbidden_run (      -- refused calls looked for, for somebody who asked
  id uuid primary key,
  filter text not null,                      -- as it was asked for: a name or a filter
  cluster_ids text[] not null,               -- lower case
  grouped_by text not null check (grouped_by in ('actor', 'resource', 'ip')),
  since timestamptz not null,
  until timestamptz not null,
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- whoever works on it, works until then or renews it
  result jsonb,                              -- ClusterLook[]
  problem jsonb                              -- { message, hint }
);
create index forbidden_run_unfinished on drawbridge.forbidden_run (started_at) where state = 'running';
