create table drawbridge.freeze (              -- nothing is applied to these clusters meanwhile
  id uuid primary key,
  filter text not null,                      -- which clusters, as it was asked for
  reason text not null,
  begins_at timestamptz not null,
  until timestamptz not null,
  created_by jsonb not null,                 -- Person
  ended_at timestamptz,                      -- before its time, by somebody
  ended_by jsonb
);
create index freeze_open on drawbridge.freeze (until) where ended_at is null;
create table drawbridge.workflow_approval (   -- what a workflow asks of changes that its reports offer
  hash text primary key,                     -- of `approval`; changes name it, so an edit of the file changes none of them
  workflow text not null,
  approval jsonb not null                    -- Tightening
);
alter table drawbridge.change
  add column asked_from jsonb,               -- { workflow, hash }: the report whose button asked for it
  add column thawed jsonb;                   -- Thaw: applied in spite of a freeze, by whom and why
alter table drawbridge.workflow_run
  add column narrowed boolean not null default false;   -- over some of its clusters, for somebody who asked
