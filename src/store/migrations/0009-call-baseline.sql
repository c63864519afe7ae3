create table drawbridge.call_bin (           -- what an actor was refused in ten minutes: what is usual for it
  cluster_id text not null,                  -- lower case
  actor text not null,
  kind text not null,
  resource_class text not null,
  bin_at timestamptz not null,
  calls integer not null,
  primary key (cluster_id, actor, kind, resource_class, bin_at)
);
create index call_bin_old on drawbridge.call_bin (bin_at);
create table drawbridge.actor_seen (         -- from where, and with what, an actor was refused
  cluster_id text not null,
  actor text not null,
  what text not null check (what in ('address', 'agent')),
  value text not null,
  first_at timestamptz not null,
  last_at timestamptz not null,
  primary key (cluster_id, actor, what, value)
);
create index actor_seen_old on drawbridge.actor_seen (last_at);
create table drawbridge.watched_cluster (    -- since when refusals of a cluster are remembered
  cluster_id text primary key,
  since timestamptz not null
);
