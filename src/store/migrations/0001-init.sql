-- Everything that Drawbridge decides or does is a row here; a queue job is only a nudge.
create schema if not exists drawbridge;

create table drawbridge.cluster (
  id text primary key,                       -- ARM id, lower case
  name text not null,
  resource_group text not null,
  subscription_id text not null,
  location text not null,
  tags jsonb not null default '{}',
  kubelet_identity text,                     -- resource id, lower case; shared identities are found by it
  summary jsonb not null default '{}',       -- what Resource Graph said: version, power state, provisioning state
  seen_at timestamptz not null
);
create index cluster_name on drawbridge.cluster (lower(name));

create table drawbridge.posture_run (
  id uuid primary key,
  cluster_id text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb,                        -- Person, or null for a schedule
  started_at timestamptz not null,
  finished_at timestamptz,
  progress jsonb,                            -- { done, of, now }
  report jsonb,                              -- ClusterReport
  problem jsonb                              -- { message, hint }
);
create index posture_run_latest on drawbridge.posture_run (cluster_id, finished_at desc) where state = 'done';

create table drawbridge.rebuild_run (        -- the Bicep of a replacement, written for somebody who asked
  id uuid primary key,
  cluster_id text not null,
  state text not null check (state in ('running', 'done', 'failed')),
  requested_by jsonb not null,               -- Person
  started_at timestamptz not null,
  finished_at timestamptz,
  result jsonb,                              -- Rebuild
  problem jsonb                              -- { message, hint }
);

create table drawbridge.change (
  id uuid primary key,
  version int not null default 0,            -- compare-and-swap with state
  kind text not null check (kind in ('change', 'rollback', 'closing')),
  state text not null check (state in (
    'planning', 'refused', 'waiting', 'approved', 'applying', 'verifying', 'done',
    'failed', 'outcome-unknown', 'rejected', 'expired', 'withdrawn')),
  action text not null,                      -- remediation id
  cluster_id text not null,
  params jsonb not null,
  plan jsonb,                                -- Plan
  plan_hash text,
  risk text,
  requester jsonb not null,                  -- Person
  editors jsonb not null default '[]',       -- Person[]: all who have edited the plan, the requester among them
  reason text,
  ticket text,
  origin jsonb,                              -- { channel, threadTs? }: where to answer the requester
  parent_id uuid references drawbridge.change (id),
  intent jsonb,                              -- written before the call to Azure: { at, url, etag, bodyHash }
  operation jsonb,                           -- the long-running operation: { url, startedAt }
  problem jsonb,                             -- { code, message, hint }
  notes jsonb not null default '[]',         -- what happened on the way, for the card: [{ at, text }]
  created_at timestamptz not null,
  updated_at timestamptz not null,
  expires_at timestamptz,
  not_before timestamptz,                    -- do not touch before (throttled, busy)
  applied_at timestamptz,
  finished_at timestamptz
);
create index change_state on drawbridge.change (state, not_before);
-- A second change to a cluster is not started while one is open. A timed closing does not wait for people's requests.
create unique index one_open_change on drawbridge.change (cluster_id)
  where kind <> 'closing' and state in ('planning', 'waiting', 'approved', 'applying', 'verifying', 'outcome-unknown');
-- Whatever the kind, one write at a time on a cluster.
create unique index one_write on drawbridge.change (cluster_id) where state in ('applying', 'verifying');

create table drawbridge.opening (
  id uuid primary key,
  version int not null default 0,
  change_id uuid not null references drawbridge.change (id),
  cluster_id text not null,
  range text not null,
  was_there boolean not null,                -- the range stood in the list before: it is kept at the end
  until timestamptz not null,
  state text not null check (state in ('open', 'closing', 'closed', 'kept', 'stuck')),
  notice_at timestamptz,                     -- when the 15-minute notice went out
  closing_id uuid references drawbridge.change (id),
  problem jsonb,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create index opening_due on drawbridge.opening (until) where state in ('open', 'closing', 'stuck');

create table drawbridge.approval_request (
  id uuid primary key,
  version int not null default 0,
  subject_kind text not null,                -- 'change'; later 'waiver', 'rule'
  subject_id uuid not null,
  cluster_id text,
  hash text not null,                        -- decisions count for this hash alone
  policy jsonb not null,                     -- ApprovalPolicy
  requester jsonb not null,
  editors jsonb not null,
  state text not null check (state in ('waiting', 'approved', 'rejected', 'expired', 'withdrawn', 'superseded')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  decided_at timestamptz
);
create unique index one_request on drawbridge.approval_request (subject_kind, subject_id) where state in ('waiting', 'approved');

create table drawbridge.decision (
  id uuid primary key,
  request_id uuid not null references drawbridge.approval_request (id),
  hash text not null,
  person jsonb not null,
  person_key text not null,
  decision text not null check (decision in ('approve', 'reject')),
  reason text,
  evidence jsonb not null,                   -- Membership: by which group, read when
  at timestamptz not null,
  unique (request_id, hash, person_key)
);

create table drawbridge.outgoing (
  id uuid primary key,
  view text not null,
  value_id text not null,
  target jsonb not null,                     -- OutgoingTarget
  dedupe text unique,                        -- a second row with this key is not made
  state text not null check (state in ('due', 'sent', 'failed')),
  attempts int not null default 0,
  due_at timestamptz not null,
  problem text,
  created_at timestamptz not null,
  sent_at timestamptz
);
create index outgoing_due on drawbridge.outgoing (due_at) where state = 'due';

create table drawbridge.message (            -- where a value is shown, so that it can be edited in place
  id uuid primary key,
  view text not null,
  value_id text not null,
  channel text not null,
  ts text not null,
  thread_ts text,
  state jsonb not null default '{}',         -- page, filters
  created_at timestamptz not null,
  unique (channel, ts)
);
create index message_value on drawbridge.message (view, value_id);

create table drawbridge.button (
  id text primary key,                       -- 128 random bits, base64url
  action text not null,
  payload jsonb not null,
  one_shot boolean not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  used_by jsonb
);

create table drawbridge.seen (               -- replay guard
  key text primary key,
  at timestamptz not null
);

create table drawbridge.trail (
  seq bigint primary key,
  at timestamptz not null,
  kind text not null,
  actor jsonb not null,
  subject jsonb not null,
  data jsonb not null,
  prev text not null,
  hash text not null
);
create index trail_cluster on drawbridge.trail (lower(subject->>'clusterId'), seq);
create index trail_prev on drawbridge.trail (prev);           -- finds an entry that was moved
