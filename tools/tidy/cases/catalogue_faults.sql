-- Planted faults for the lint of the catalogue: each block breaks one rule of the schema `plant`, which
-- catalogue.pg.test.ts makes. The heading is the rule as catalogue.sql words it, then the object to be named.

-- S1: a table has no scale: tag → plant.bare
create table plant.bare (id int);

-- S1: a table has no scale: tag → plant.odd
create table plant.odd (id int);
comment on table plant.odd is 'scale:tenants';

-- S1: a table has no scale: tag → plant.seen
create view plant.seen as select 1 as one;

-- S1: a function has no scale: tag → plant.bare
create function plant.bare() returns int language sql as $$ select 1 $$;

-- S2: tenant_id is not bigint not null → plant.kind
comment on table plant.kind is 'scale:tenant';
alter table plant.kind drop constraint kind_pkey cascade, add column tenant_id bigint, add column n int;

-- S2: tenant_id is not bigint not null → plant.entry
alter table plant.entry drop column tenant_id cascade;

-- S2: a tenant table has no primary key → plant.entry
alter table plant.entry drop constraint entry_pkey;

-- S2: a unique index does not start with tenant_id → plant.entry
create unique index entry_id on plant.entry (id);

-- S2: a unique index does not start with tenant_id → plant.entry
alter table plant.entry add unique (account, tenant_id);

-- S2: an exclusion does not start with tenant_id = → plant.entry
alter table plant.entry add exclude using btree (amount with =);

-- S2: a foreign key between tenant tables does not start with tenant_id on both sides → plant.entry
create unique index account_twin on plant.account (tenant_id, at, id);
alter table plant.entry add column at timestamptz,
  add foreign key (account, tenant_id) references plant.account (id, tenant_id);

-- S2: a partitioned tenant table is not partitioned by tenant_id → plant.parted
create table plant.parted (tenant_id bigint not null, n int not null, primary key (tenant_id, n)) partition by hash (n);
comment on table plant.parted is 'scale:tenant';

-- S2: a tenant table has inheritance children → plant.entry
create table plant.child () inherits (plant.entry);
comment on table plant.child is 'scale:local';

-- S3: a directory table does not carry the tenant it points to → plant.key
alter table plant.key alter column tenant_id drop not null;

-- S6: a data-modifying CTE → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin with x as (delete from plant.account where tenant_id = p_tenant returning 1)
  select 1 from x; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S6: a data-modifying CTE → plant.std
create function plant.std(p_tenant bigint) returns bigint
  begin atomic with x as (delete from plant.account where tenant_id = p_tenant returning id)
  select count(*) from x; end;
comment on function plant.std is 'scale:tenant';

-- S7: ON CONFLICT in INSERT … SELECT → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin insert into plant.kind select 'x' on conflict do nothing; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S8: a trigger → plant.account
create function plant.fire() returns trigger language plpgsql as 'begin return new; end';
comment on function plant.fire is 'scale:local';
create trigger fire before insert on plant.account for each row execute function plant.fire();

-- S8: a rule → plant.account
create rule quiet as on delete to plant.account do instead nothing;

-- S8: an append-only table can be changed by a role of the program → plant.entry
grant update on plant.entry to florin_app;

-- S8: an append-only table can be changed by a role of the program → plant.entry
grant update (amount) on plant.entry to florin_app;

-- S8: an append-only table can be changed by a role of the program → plant.entry
grant delete on plant.entry to florin_app;

-- S8: a role of the program may truncate, reference or own a table → plant.account
grant truncate on plant.account to florin_app;

-- S8: a role of the program may truncate, reference or own a table → plant.account
alter table plant.account owner to florin_app;

-- S8: everybody has a right on a table → plant.account
grant select on plant.account to public;

-- S8: a role of the program is above the rules → florin_app
alter role florin_app bypassrls;

-- S8: another role than florin_vault may look into the vault → florin_app
grant usage on schema vault to florin_app;

-- S9: a tenant function does not take p_tenant bigint first → plant.odd
create function plant.odd(p_at timestamptz, p_tenant bigint) returns int language sql as 'select 1';
comment on function plant.odd is 'scale:tenant';

-- S9: a tenant function does not take p_tenant bigint first → plant.odd
create function plant.odd(p_tenant int) returns int language sql as 'select 1';
comment on function plant.odd is 'scale:tenant';

-- S9: a security definer function does not set its search_path → plant.post
alter function plant.post security definer;

-- S10: a function reads the clock or draws chance → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin update plant.account set at = now() where tenant_id = p_tenant; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S10: a function reads the clock or draws chance → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin perform current_date; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S10: a function reads the clock or draws chance → plant.std
create function plant.std() returns uuid return gen_random_uuid();
comment on function plant.std is 'scale:local';

-- S10: a table reads the clock or draws chance → plant.account
alter table plant.account alter column at set default now();

-- S10: a table reads the clock or draws chance → plant.account
alter table plant.account add check (at <= current_timestamp);

-- S10: a table reads the clock or draws chance → plant.here
alter table plant.here add column token uuid default gen_random_uuid();

-- S11: a function takes an advisory or table lock → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin perform pg_advisory_xact_lock(p_tenant); end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S11: a function takes an advisory or table lock → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin lock table plant.account in share mode; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S12: another isolation level than READ COMMITTED → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin set transaction isolation level serializable; end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S12: another isolation level than READ COMMITTED → plant.post
alter function plant.post set default_transaction_isolation = 'serializable';

-- S14: a tenant table points at a local table → plant.account
alter table plant.account add column here int references plant.here;

-- S14: a reference or local table points at a tenant table → plant.here
alter table plant.here add column tenant_id bigint, add column account uuid,
  add foreign key (tenant_id, account) references plant.account;

-- S14: a foreign key changes rows by itself → plant.entry
alter table plant.entry add foreign key (tenant_id, account) references plant.account on delete cascade;

-- S15: an identity or serial column in a tenant table → plant.entry
alter table plant.entry add column n bigint generated always as identity;

-- S15: an identity or serial column in a tenant table → plant.entry
alter table plant.entry add column n bigserial;

-- S15: a function keeps state in a temporary table → plant.odd
create function plant.odd(p_tenant bigint) returns void
  language plpgsql as $$
  begin create temp table t (id int); end $$;
comment on function plant.odd is 'scale:tenant — planted';

-- S15: an unlogged tenant table → plant.loose
create unlogged table plant.loose (tenant_id bigint primary key);
comment on table plant.loose is 'scale:tenant';
