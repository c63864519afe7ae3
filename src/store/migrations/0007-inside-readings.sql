create table drawbridge.inside_reading (     -- a cluster that only a worker inside its network can read, while somebody waits
  id uuid primary key,
  cluster_id text not null,                  -- lower case
  reach text not null,
  asked_at timestamptz not null,
  wanted_until timestamptz not null,         -- whoever waits for it, waits until then or renews it
  worker uuid,                               -- whoever reads it
  worked_until timestamptz,                  -- and does so until then, or renews it
  progress text,                             -- in words
  result json,                               -- InsidePlanes
  problem text                               -- why there is no result
);
create index inside_reading_old on drawbridge.inside_reading (wanted_until);
create table drawbridge.reach_worker (       -- workers that run inside a network now
  worker uuid not null,
  reach text not null,
  seen_at timestamptz not null,
  primary key (worker, reach)
);
