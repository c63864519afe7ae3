-- What a look is for: `forbidden`, and ids of detections.
alter table drawbridge.forbidden_run add column look_for text[] not null default '{forbidden}';
-- Until when refusals of a cluster are remembered without a gap.
alter table drawbridge.watched_cluster add column until timestamptz;
update drawbridge.watched_cluster set until = since;
alter table drawbridge.watched_cluster alter column until set not null;
-- What was watched before a gap that is not read yet: from gap_since to gap_from.
alter table drawbridge.watched_cluster add column gap_since timestamptz, add column gap_from timestamptz;
create table drawbridge.baseline_fill (      -- refusals of a time that nobody watched, read a day at a time
  cluster_id text primary key,               -- lower case
  customer_id text not null,                 -- the workspace, as queries name it
  log_table text not null,
  plan text not null,
  state text not null check (state in ('running', 'done', 'short')),
  begun_from timestamptz not null,           -- since when the cluster was watched when it began
  wanted_from timestamptz not null,          -- back to here it is to be read
  filled_from timestamptz not null,          -- back to here it was read
  joins timestamptz,                         -- since when was watched before, where it only closes a gap
  step_minutes int not null default 1440,    -- so much is read at a time
  oldest timestamptz,                        -- the oldest audit record that was found
  problem text,                              -- why the last attempt came to nothing, or why it is short
  due_at timestamptz not null,               -- not tried before
  worked_until timestamptz                   -- whoever works on it, works until then
);
create index baseline_fill_running on drawbridge.baseline_fill (filled_from) where state = 'running';
