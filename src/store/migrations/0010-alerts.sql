-- What was refused again and again, once: counted in place, and what people decided about it.
create table drawbridge.alert (
  id uuid primary key,
  version int not null default 0,
  fingerprint text not null,                 -- cluster, detection, actor, kind, class of resources
  cluster_id text not null,                  -- ARM id, lower case
  state text not null check (state in ('open', 'acknowledged', 'muted', 'resolved')),
  shadow boolean not null,                   -- counted, but nobody is told
  announced boolean not null default false,  -- its message was asked for
  severity text not null,
  sighting jsonb not null,                   -- Sighting: the newest
  seen jsonb not null,                       -- Seen: everything since it opened, bounded
  told jsonb not null,                       -- Told: what people were told of; only what is worse breaks through
  targets jsonb not null,                    -- OutgoingTarget[]: where its message stands
  sampled_at timestamptz,
  sampled_calls int not null default 0,
  acknowledged_by jsonb,                     -- Person
  acknowledged_until timestamptz,
  mute_id uuid,
  resolved_by jsonb,                         -- Person; null where it ended by itself
  resolved_at timestamptz,
  first_call_at timestamptz not null,
  last_call_at timestamptz not null,
  opened_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index one_alert on drawbridge.alert (fingerprint) where state <> 'resolved';
create index alert_fingerprint on drawbridge.alert (fingerprint, opened_at desc);
create index alert_open on drawbridge.alert (cluster_id) where state <> 'resolved';

create table drawbridge.alert_bin (          -- attempts by ten minutes: counting again replaces
  alert_id uuid not null references drawbridge.alert (id) on delete cascade,
  at timestamptz not null,
  calls int not null,
  primary key (alert_id, at)
);
create index alert_bin_at on drawbridge.alert_bin (at);

create table drawbridge.alert_note (         -- what is said in the thread of its message
  id uuid primary key,
  alert_id uuid not null references drawbridge.alert (id) on delete cascade,
  at timestamptz not null,
  data jsonb not null                        -- Note
);
create index alert_note_of on drawbridge.alert_note (alert_id, at);

create table drawbridge.alert_watch (        -- the unbroken time that was looked at completely
  cluster_id text not null,
  detection text not null,
  complete_from timestamptz not null,
  complete_until timestamptz not null,
  primary key (cluster_id, detection)
);

create table drawbridge.mute (               -- calls of which nobody wants to hear for a time
  id uuid primary key,
  state text not null check (state in ('active', 'ended', 'revoked')),
  cluster_id text not null,                  -- ARM id, lower case
  cover jsonb not null,                      -- Cover
  reason text not null,
  until timestamptz not null,
  created_by jsonb not null,                 -- Person
  created_at timestamptz not null,
  ended_by jsonb,                            -- Person; null where the time was over
  ended_at timestamptz
);
create index mute_active on drawbridge.mute (cluster_id) where state = 'active';
