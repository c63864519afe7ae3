create table drawbridge.call_list (          -- calls looked up one by one, a page, for somebody who asked
  id uuid primary key,
  cluster_ids text[] not null,               -- lower case
  wanted jsonb not null,                     -- CallsWanted
  since timestamptz not null,
  until timestamptz not null,
  page_end jsonb,                            -- PageEnd: where the page before ended; null for the first
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  worked_until timestamptz,                  -- whoever works on it, works until then or renews it
  result jsonb,                              -- CallsPage
  problem jsonb                              -- { message, hint }
);
create index call_list_unfinished on drawbridge.call_list (started_at) where state = 'running';
-- Where a cluster's audit log was found last.
create index forbidden_run_latest on drawbridge.forbidden_run (finished_at desc) where state = 'done';
