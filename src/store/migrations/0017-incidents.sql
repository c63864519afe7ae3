-- One cause is one message: many alerts that belong together, told once.
create table drawbridge.incident (
  id uuid primary key,
  version int not null default 0,
  kind text not null check (kind in ('actor', 'change', 'outage', 'flood')),
  fingerprint text not null,                 -- what its alerts have in common
  state text not null check (state in ('open', 'acknowledged', 'muted', 'resolved')),
  shadow boolean not null,                   -- counted, but nobody is told
  cause jsonb not null,                      -- IncidentCause
  targets jsonb not null,                    -- Target[]: where its message stands
  told int not null default 0,               -- of so many alerts people were told
  severity text not null,                    -- the worst that people were told of
  acknowledged_by jsonb,                     -- Person
  acknowledged_until timestamptz,
  resolved_by jsonb,                         -- Person; null where it ended by itself
  resolved_at timestamptz,
  opened_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index one_incident on drawbridge.incident (fingerprint) where state <> 'resolved';
create index incident_fingerprint on drawbridge.incident (fingerprint, opened_at desc);

create table drawbridge.incident_note (      -- what is said in the thread of its message
  id uuid primary key,
  incident_id uuid not null references drawbridge.incident (id) on delete cascade,
  at timestamptz not null,
  data jsonb not null                        -- IncidentNote
);

alter table drawbridge.alert
  add column incident_id uuid references drawbridge.incident (id) on delete set null,
  add column cause jsonb,                    -- IncidentCause: what probably broke it, as the look said
  add column unsaid jsonb,                   -- string[]: what turned worse, and is yet to be said for its incident
  add column announced_at timestamptz;       -- when its message was asked for; in the shadow, would have been
alter table drawbridge.alert add column actor text generated always as (sighting->>'actor') stored;
create index alert_actor on drawbridge.alert (actor, last_call_at desc);
create index alert_incident on drawbridge.alert (incident_id) where incident_id is not null;
create index alert_to_tell on drawbridge.alert (opened_at) where not announced and incident_id is null and state = 'open';

-- How looking at a cluster goes, so that nobody takes silence for peace.
create table drawbridge.looking (
  cluster_id text not null,                  -- ARM id, lower case
  looks_for text not null,                   -- detections, with commas
  workflow text,                             -- whose looks they are; null where it is none's
  shadow boolean not null,
  targets jsonb not null,                    -- Target[]: who is told when nobody can look
  workspace_id text,
  first_at timestamptz not null,             -- the first look of all
  looked_at timestamptz not null,            -- the last one, whatever came of it
  every_s int,                               -- so long after the one before it usually comes
  seen_until timestamptz,                    -- until then everything was seen; null where nothing ever was
  newest_at timestamptz,                     -- the newest record that the last good look knew of
  usual_delay_s int not null default 0,      -- so old its newest record usually is
  failing_since timestamptz,                 -- null where the last look was a good one
  code text,
  problem text,
  gap_from timestamptz,                      -- time that nobody looked at, and that is made up for
  gap_until timestamptz,
  gap_tries int not null default 0,
  primary key (cluster_id, looks_for)
);
create table drawbridge.blind (              -- "not looked since": one for what fails in one place
  id uuid primary key,
  fingerprint text not null,                 -- a workspace, or a cluster
  state text not null check (state in ('open', 'resolved')),
  shadow boolean not null,
  clusters jsonb not null,                   -- BlindCluster[]
  targets jsonb not null,                    -- Target[]
  opened_at timestamptz not null,
  resolved_at timestamptz
);
create unique index one_blind on drawbridge.blind (fingerprint) where state = 'open';

alter table drawbridge.mute
  alter column cluster_id drop not null,     -- null: on every cluster
  add column version int not null default 0,
  add column edited_by jsonb,                -- Person
  add column edited_at timestamptz;
