-- Findings that somebody bears for a time: asked for in Slack and approved there, or reviewed in a file.
create table drawbridge.waiver (
  id uuid primary key,
  version int not null default 0,            -- compare-and-swap with state
  state text not null check (state in (
    'waiting', 'active', 'rejected', 'expired', 'withdrawn', 'renewed', 'revoked', 'lapsed')),
  source text not null check (source in ('slack', 'file')),
  check_id text not null,
  scope jsonb not null,                      -- WaiverScope
  object text,                               -- of the evidence: one node pool; null for the whole check
  reason text not null,
  owner text not null,                       -- who answers for it, in words
  approved_by jsonb not null default '[]',   -- string[], in words
  until timestamptz not null,
  place text,                                -- in the reviewed file: waivers.yaml:12
  requester jsonb,                           -- Person; null for one from a file
  origin jsonb,                              -- { channel, threadTs? }: where to answer the requester
  finding jsonb,                             -- WaivedFinding: as it was seen when the waiver was asked for
  hash text,                                 -- over all that an approver decides on
  renews uuid references drawbridge.waiver (id),
  reminded_days int,                         -- the last reminder went out for so many days before the end
  created_at timestamptz not null,
  decided_at timestamptz,
  ended_at timestamptz,
  ended_by jsonb,                            -- Person
  check (source = 'file' or (requester is not null and hash is not null))
);
create index waiver_holds on drawbridge.waiver (until) where state = 'active';
-- The same is asked for once at a time.
create unique index one_waiver_asked on drawbridge.waiver (check_id, scope, coalesce(object, ''))
  where state = 'waiting';
