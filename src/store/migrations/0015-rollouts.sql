-- One change over many clusters: ring after ring, each with an approval of its own.
create table drawbridge.rollout (
  id uuid primary key,
  version int not null default 0,            -- compare-and-swap
  state text not null check (state in ('running', 'done', 'failed', 'rejected', 'stopped')),
  action text not null,                      -- remediation id
  params jsonb not null,
  clusters text not null,                    -- as it was typed: tag:app=shop
  requester jsonb not null,                  -- Person
  reason text,
  ticket text,
  origin jsonb,                              -- { channel, threadTs? }
  board jsonb not null,                      -- OutgoingTarget: where its message stands
  terms jsonb not null,                      -- Terms: cap, soak, how long is waited for what
  rings jsonb not null,                      -- Ring[], each with its members
  outside jsonb not null,                    -- [{ name, why }]: clusters that were meant and are in no ring
  ending text check (ending in ('failed', 'rejected', 'stopped')), -- nothing more is begun; it ends so when all that was begun has
  paused jsonb,                              -- Paused
  problem jsonb,                             -- { message, hint }
  looked_at timestamptz not null,            -- when somebody last saw to it
  created_at timestamptz not null,
  finished_at timestamptz
);
create index rollout_open on drawbridge.rollout (looked_at) where state = 'running';

create table drawbridge.ring_ask (           -- what one approval of a ring was asked for
  id uuid primary key,                       -- subject of the approval request, kind 'ring'
  rollout_id uuid not null references drawbridge.rollout (id),
  ring int not null,                         -- its place
  members jsonb not null,                    -- [{ clusterId, changeId, planHash }]: the hash is made of these
  hash text not null,
  created_at timestamptz not null
);
create index ring_ask_of on drawbridge.ring_ask (rollout_id, ring, created_at desc);

create table drawbridge.rollout_note (       -- what is said in the thread of the board
  id uuid primary key,
  rollout_id uuid not null references drawbridge.rollout (id),
  at timestamptz not null,
  data jsonb not null                        -- Note
);

-- Changes that belong to a rollout: they are approved with their ring, and by nobody alone.
create table drawbridge.ring_change (
  change_id uuid primary key references drawbridge.change (id),
  rollout_id uuid not null references drawbridge.rollout (id),
  ring int not null
);
create index ring_change_of on drawbridge.ring_change (rollout_id, ring);
