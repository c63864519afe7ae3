-- A B-tree takes 2,704 bytes at most, and the names of callers are as long as those like: https://www.postgresql.org/docs/18/btree.html
drop index drawbridge.alert_actor;
create index alert_actor on drawbridge.alert using hash (actor);
