-- What the workers last read from the folder of workflows: what runs, whatever the folder holds meanwhile.
create table drawbridge.workflow_set (
  id int primary key check (id = 1),
  digest text not null,                      -- of the files that `content` was made from
  content jsonb not null,                    -- WorkflowSet
  loaded_at timestamptz not null,
  problem jsonb                              -- { digest, lines, at }: newer files that cannot be used
);
-- Since when a schedule holds: what it would have fired before that was not missed.
create table drawbridge.workflow_schedule (
  workflow text primary key,
  schedule text not null,                    -- with its time zone
  since timestamptz not null
);
create table drawbridge.workflow_run (
  id uuid primary key,
  workflow text not null,
  content jsonb not null,                    -- Workflow, as it was when it began
  scheduled_for timestamptz,                 -- null where somebody asked
  requested_by jsonb,                        -- Person; null for a schedule
  state text not null check (state in ('running', 'done', 'failed', 'skipped')),
  cluster_ids text[] not null,
  value_id text,                             -- the row that its runner wrote
  started_at timestamptz not null,
  looked_at timestamptz not null,            -- when somebody last asked what came of it
  finished_at timestamptz,
  result jsonb,                              -- WorkflowResult
  problem text
);
-- One run for each time, whatever the number of workers; and none beside one that still goes on.
create unique index workflow_run_once on drawbridge.workflow_run (workflow, scheduled_for);
create unique index workflow_run_one on drawbridge.workflow_run (workflow) where state = 'running';
create index workflow_run_latest on drawbridge.workflow_run (workflow, started_at desc);
