-- One look at many clusters: a row here, and a posture_run for each cluster.
create table drawbridge.fleet_run (
  id uuid primary key,
  filter text not null,                      -- as it was asked for: all, tag:env=prod
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb,                        -- Person, or null for a schedule
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- a worker has it until then, and renews it while it lives
  waiting text,                              -- what takes long just now, in words
  replied_at timestamptz,                    -- when the owners' replies were asked for
  problem jsonb                              -- { message, hint }
);
create index fleet_run_unfinished on drawbridge.fleet_run (started_at) where replied_at is null;

alter table drawbridge.posture_run
  add column fleet_run_id uuid references drawbridge.fleet_run (id),
  add column comparison jsonb,               -- Comparison, as it was when the run ended
  add column digest jsonb;                   -- ClusterDigest: what a report on the whole fleet needs of it
create index posture_run_of_fleet on drawbridge.posture_run (fleet_run_id) where fleet_run_id is not null;
