-- Changes of several steps: which one is next, what became of those before, and who holds them up.
alter table drawbridge.change
  add column step int not null default 0,            -- the step that is next, or under way
  add column steps_done jsonb not null default '[]', -- [{ at, note }], one for each step before it
  add column paused jsonb,                           -- { by: Person, at }: no further step is begun
  add column aborting jsonb;                         -- { by: Person, at, sentAt? }: it ends with the step under way
