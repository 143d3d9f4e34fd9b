-- Statements and how the guard must judge them: «door, verdict: what it shows». Without a door it is the
-- tenant's. Of a refusal the words in «» must appear in its reason. Tables are as in classify.test.ts.

-- single_tenant: a tenant filter by parameter is one tenant
select * from ledger.account where tenant_id = $1;

-- single_tenant: a cast parameter is still a parameter
select 1 from ledger.account a where a.tenant_id = $1::bigint;

-- single_tenant: a constant is one tenant
select 1 from ledger.account where 7 = tenant_id and id = $1;

-- single_tenant: the quoted names of a query builder are read
select "a"."id" from "ledger"."account" as "a" where "a"."tenant_id" = $1;

-- single_tenant: a row comparison counts by position
select 1 from ledger.account where (tenant_id, id) = ($1, $2);

-- single_tenant: a list of one is an equality
select 1 from ledger.account where tenant_id in ($1);

-- single_tenant: a join carries the tenant
select 1 from ledger.account a join ledger.transfer t on t.tenant_id = a.tenant_id where a.tenant_id = $1;

-- single_tenant: USING carries the tenant
select 1 from ledger.account a join ledger.transfer t using (tenant_id, id) where a.tenant_id = $1;

-- single_tenant: a left join restricts its right side
select 1 from ledger.account a left join ledger.transfer t on t.tenant_id = a.tenant_id where a.tenant_id = $1;

-- single_tenant: a reference table joins without a tenant
select 1 from ledger.account a join ledger.currency c on c.code = a.currency where a.tenant_id = $1;

-- single_tenant: an array of ids stays inside the tenant
select 1 from unnest($2::uuid[]) u (id) join ledger.account a on a.tenant_id = $1 and a.id = u.id;

-- single_tenant: a correlated subquery may follow the outer row
select (select count(*) from ledger.transfer t where t.tenant_id = a.tenant_id) from ledger.account a
  where a.tenant_id = $1;

-- single_tenant: a lateral subquery may follow the outer row
select 1 from ledger.account a
  cross join lateral (select 1 from ledger.transfer t where t.tenant_id = a.tenant_id limit 1) x
  where a.tenant_id = $1;

-- single_tenant: a subquery hands its tenant on
select 1 from (select tenant_id, id from ledger.account where tenant_id = $1) a
  join ledger.transfer t on t.tenant_id = a.tenant_id;

-- single_tenant: a CTE hands its tenant on
with a as (select tenant_id from ledger.account where tenant_id = $1)
  select 1 from ledger.transfer t, a where t.tenant_id = a.tenant_id;

-- single_tenant: both arms of a union name the tenant
select id from ledger.account where tenant_id = $1 union all
  select id from ledger.transfer where tenant_id = $1;

-- single_tenant: rows of one tenant may be locked
select 1 from ledger.account where tenant_id = $1 and id = any ($2) order by id for no key update;

-- single_tenant: a tenant function gets the tenant as a plain parameter
select * from ledger.post($1, $2, $3);

-- single_tenant: a named argument counts too
select ledger.post(p_at => $2, p_tenant => $1);

-- single_tenant: an insert sets the tenant in every row
insert into ledger.account (tenant_id, id) values ($1, $2), ($3, $4);

-- single_tenant: an upsert of values is one row of one tenant
insert into ledger.account (id, tenant_id)
  values ($2, $1) on conflict (tenant_id, id) do update set name = excluded.name;

-- single_tenant: an insert from arrays sets the tenant by parameter
insert into ledger.transfer (tenant_id, id) select $1, u.id from unnest($2::uuid[]) u (id);

-- single_tenant: an update is filtered, whatever it joins
update ledger.account a set x = u.x from unnest($2::int[]) u (x) where a.tenant_id = $1;

-- single_tenant: a delete is filtered
delete from ledger.account where tenant_id = $1 returning id;

-- no_tenant: a reference table belongs to no tenant
select * from ledger.currency;

-- no_tenant: a statement without tables belongs to no tenant
select 1;

-- no_tenant: the catalogue belongs to no tenant
select 1 from pg_catalog.pg_class join pg_namespace on true;

-- no_tenant: settings and transactions belong to no tenant
begin; set role florin_app; set local statement_timeout = '1s'; commit;

-- no_tenant: a local function belongs to no tenant
select ledger.scale_of($1);

-- scatter door, scatter: a read over tenants is scatter through the scatter door
select tenant_id, count(*) from ledger.account group by 1;

-- scatter door, scatter: a list of tenants is scatter
select 1 from ledger.account where tenant_id = any ($1);

-- scatter door, scatter: a read over tenants joins inside each tenant
select a.tenant_id, count(t.id) from ledger.account a
  left join ledger.transfer t on t.tenant_id = a.tenant_id and t.account = a.id group by 1;

-- scatter door, refused «S5: joins ledger.account and ledger.transfer without their tenant_id»: a join across tenants
select count(*) from ledger.account a join ledger.transfer t on t.account = a.id;

-- refused «S5: no tenant filter on ledger.account»: the same read through the tenant door is refused
select 1 from ledger.account where tenant_id = any ($1);

-- scatter door, single_tenant: a filtered read may go through the scatter door
select 1 from ledger.account where tenant_id = $1;

-- scatter door, refused «S5»: a write over tenants is refused even there
update ledger.account set x = 1 where due_at <= $1;

-- scatter door, refused «S5»: a delete over tenants is refused even there
delete from ledger.account;

-- scatter door, refused «S11»: locking over tenants is refused even there
select 1 from ledger.account order by due_at for update skip locked;

-- refused «S5»: OR undoes a filter
select 1 from ledger.account where tenant_id = $1 or id = $2;

-- refused «S5»: NOT undoes a filter
select 1 from ledger.account where not (tenant_id = $1);

-- refused «S5: no tenant filter on ledger.transfer»: a filter on one table does not cover another
select 1 from ledger.account a, ledger.transfer t where a.tenant_id = $1 and t.account = a.id;

-- refused «S5: no tenant filter on ledger.account»: the condition of a left join does not filter the left side
select 1 from ledger.account a left join ledger.transfer t on t.tenant_id = a.tenant_id and a.tenant_id = $1;

-- refused «S5»: a filter around an unfiltered subquery comes too late
select 1 from (select * from ledger.account limit 5) a where a.tenant_id = $1;

-- refused «ledger.transfer»: a subquery in an expression needs its own filter
select 1 from ledger.account where tenant_id = $1 and exists (select from ledger.transfer);

-- refused «ledger.account»: a filter inside EXISTS does not filter outside
select 1 from ledger.account a
  where not exists (select from ledger.transfer t where t.tenant_id = a.tenant_id and a.tenant_id = $1);

-- refused «ledger.transfer»: one arm of a union without the tenant is enough
select id from ledger.account where tenant_id = $1 union select id from ledger.transfer;

-- refused «S5: the insert»: an insert without tenant_id
insert into ledger.account (id) values ($1);

-- refused «S5: the insert»: an insert without columns
insert into ledger.account values ($1, $2);

-- refused «S5: the insert»: an insert of a default tenant
insert into ledger.account (tenant_id, id) values (default, $1);

-- refused «S5: the insert»: an insert that takes the tenant from an array
insert into ledger.account (tenant_id, id) select u.t, u.id from unnest($1::bigint[], $2::uuid[]) u (t, id);

-- refused «S7»: ON CONFLICT in INSERT … SELECT
insert into ledger.account (tenant_id, id) select $1, id from unnest($2::uuid[]) u (id) on conflict do nothing;

-- refused «S2: tenant_id never changes»: moving a row to another tenant
update ledger.account set tenant_id = $2 where tenant_id = $1;

-- refused «S2»: moving a row by upsert
insert into ledger.account (tenant_id, id)
  values ($1, $2) on conflict (tenant_id, id) do update set tenant_id = $3;

-- refused «S6: x is a data-modifying CTE»: a data-modifying CTE
with x as (insert into ledger.account (tenant_id) values ($1) returning 1) select 1 from x;

-- refused «S9»: a tenant function called per row
select ledger.post(a.tenant_id) from ledger.account a where a.tenant_id = $1;

-- refused «S9»: a tenant function called with a subquery
select ledger.post((select max(id) from ledger.currency));

-- refused «S10: now()»: the clock of the database
select 1 from ledger.account where tenant_id = $1 and at < now();

-- refused «S10: current_timestamp»: the clock by keyword
insert into ledger.account (tenant_id, at) values ($1, current_timestamp);

-- refused «S10»: chance of the database
insert into ledger.account (tenant_id, id) values ($1, gen_random_uuid());

-- refused «S11»: an advisory lock
select pg_advisory_xact_lock($1);

-- refused «S12»: another isolation level
begin isolation level serializable;

-- refused «S1: ledger.unheard_of has no scale: tag»: a table without a tag
select 1 from ledger.unheard_of where tenant_id = $1;

-- refused «S1: ledger.unheard_of()»: a function without a tag
select ledger.unheard_of($1);

-- refused «account does not name its schema»: a table without its schema
select 1 from account where tenant_id = $1;

-- refused «S5: TruncateStmt on ledger.account»: TRUNCATE
truncate ledger.account;

-- refused «S5: CopyStmt»: COPY
copy ledger.account from stdin;

-- refused «S5: MergeStmt»: MERGE
merge into ledger.account a using ledger.currency c on a.tenant_id = $1 when matched then delete;

-- refused «catalogue changes in migrations only»: a change of the catalogue outside migrations
create index on ledger.account (tenant_id);

-- refused «S15»: a table made by a query
select 1 into x from ledger.currency;

-- refused «does not parse»: what PostgreSQL cannot read
select from from;

-- refused «S5»: one bad statement among good ones
select 1; delete from ledger.account; select 2;

-- system door, no_tenant: migrations change the catalogue
create table ledger.x (id int default 1); comment on table ledger.x is $$y$$;

-- system door, no_tenant: migrations may lock and look at the clock
select pg_advisory_lock(1), now();

-- system door, no_tenant: directory tables are looked up before a tenant is known
select tenant_id from auth.api_key where hash = $1;

-- system door, refused «system door does not touch ledger.account»: the system door does not read tenant tables
select 1 from ledger.account where tenant_id = $1;

-- system door, refused «S5»: the system door does not empty tenant tables
truncate ledger.account;
