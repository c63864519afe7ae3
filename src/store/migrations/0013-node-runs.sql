create table drawbridge.node_run (           -- nodes looked at, for somebody who asked
  id uuid primary key,
  filter text not null,                      -- as it was asked for: a name or a filter
  cluster_ids text[] not null,               -- lower case
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- whoever works on it, works until then or renews it
  progress jsonb,                            -- { done, waiting }
  result jsonb,                              -- ClusterNodes[]
  problem jsonb                              -- { message, hint }
);
create index node_run_unfinished on drawbridge.node_run (started_at) where state = 'running';

create table drawbridge.node_silence (       -- what nobody wants to be told of for a while; reports show it all the same
  id uuid primary key,
  cluster_id text not null,                  -- lower case
  pool text,                                 -- null: every pool
  reason text not null,
  created_by jsonb not null,                 -- Person
  created_at timestamptz not null,
  expires_at timestamptz not null,
  ended_at timestamptz,
  ended_by jsonb                             -- Person; null where it ran out
);
create index node_silence_open on drawbridge.node_silence (cluster_id, expires_at) where ended_at is null;
