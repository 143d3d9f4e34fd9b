-- Judges the live catalogue by the S-rules: one row (rule, object, detail) per fault.
-- Needs no superuser, changes nothing, and reads PostgreSQL 15 to 18 alike.
with class as (
  -- Every table and view of ours; extensions and partitions answer to their owner and their parent.
  select c.oid, c.relkind, c.relpersistence, n.nspname || '.' || c.relname as name,
    substring(obj_description(c.oid, 'pg_class') from '^scale:(tenant|ref|local)\M') as scale,
    coalesce(obj_description(c.oid, 'pg_class'), '') as comment
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and not c.relispartition
    and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
), tenant as (
  select class.oid, class.name, class.relpersistence, a.attnum, a.atttypid, a.attnotnull
  from class left join pg_attribute a on a.attrelid = class.oid and a.attname = 'tenant_id' and not a.attisdropped
  where class.scale = 'tenant' and class.relkind in ('r', 'p')
), fkey as (
  select p.oid, p.conname, p.conkey, p.confkey, p.confdeltype, p.confupdtype,
    source.name as source, source.scale as source_scale, source.oid as source_oid,
    target.scale as target_scale, target.oid as target_oid
  from pg_constraint p join class source on source.oid = p.conrelid join class target on target.oid = p.confrelid
  where p.contype = 'f' and p.conparentid = 0
), routine as (
  select p.oid, n.nspname || '.' || p.proname as name, p.proargtypes, p.proargnames, p.prosecdef, p.proconfig, p.prokind,
    obj_description(p.oid, 'pg_proc') as comment,
    substring(obj_description(p.oid, 'pg_proc') from '^scale:(tenant|ref|local)\M') as scale,
    -- The body without its comments, which may speak of now() as they please.
    regexp_replace(coalesce(pg_get_function_sqlbody(p.oid), p.prosrc), '--[^\n]*|/\*.*?\*/', ' ', 'g') as body
  from pg_proc p join pg_namespace n on n.oid = p.pronamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
    and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.deptype = 'e')
), expression as (
  -- Everything a table evaluates by itself: defaults, generated columns, checks, indexes, policies.
  select class.name, 'default of ' || a.attname as place, pg_get_expr(d.adbin, d.adrelid) as body, class.scale
  from class join pg_attrdef d on d.adrelid = class.oid join pg_attribute a on a.attrelid = d.adrelid and a.attnum = d.adnum
  union all
  select class.name, p.conname, pg_get_constraintdef(p.oid), class.scale
  from class join pg_constraint p on p.conrelid = class.oid where p.contype = 'c'
  union all
  select class.name, pol.polname, concat_ws(' ', pg_get_expr(pol.polqual, pol.polrelid), pg_get_expr(pol.polwithcheck, pol.polrelid)), class.scale
  from class join pg_policy pol on pol.polrelid = class.oid
), volatile (pattern) as (
  values ('\m(now|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday|pg_sleep(_for|_until)?|'
    || 'random|random_normal|setseed|gen_random_uuid|gen_random_bytes|uuidv4|uuidv7|uuid_generate_v\w+)\s*\('
    || '|''(now|today|tomorrow|yesterday)''::|\m(current_timestamp|current_date|current_time|localtimestamp|localtime)\M')
), app as (
  select oid, rolname from pg_roles where rolname in ('florin_app', 'florin_vault')
)
select 'S1: a table has no scale: tag' as rule, name as object, '' as detail from class where scale is null
union all
select 'S1: a function has no scale: tag', name, pg_get_function_identity_arguments(oid) from routine where scale is null
union all
select 'S2: tenant_id is not bigint not null', name, coalesce(atttypid::regtype::text, 'missing')
from tenant where attnum is null or atttypid <> 'bigint'::regtype or not attnotnull
union all
select 'S2: a tenant table has no primary key', name, ''
from tenant where not exists (select from pg_constraint p where p.conrelid = tenant.oid and p.contype = 'p')
union all
select 'S2: a unique index does not start with tenant_id', name, i.indexrelid::regclass::text
from tenant join pg_index i on i.indrelid = tenant.oid
where i.indisunique and i.indkey[0] is distinct from tenant.attnum
union all
select 'S2: an exclusion does not start with tenant_id =', name, p.conname
from tenant join pg_constraint p on p.conrelid = tenant.oid and p.contype = 'x'
where p.conkey[1] is distinct from tenant.attnum
  or (select oprname from pg_operator where oid = p.conexclop[1]) is distinct from '='
union all
select 'S2: a foreign key between tenant tables does not start with tenant_id on both sides', f.source, f.conname
from fkey f join tenant s on s.oid = f.source_oid join tenant t on t.oid = f.target_oid
where f.conkey[1] is distinct from s.attnum or f.confkey[1] is distinct from t.attnum
union all
select 'S2: a partitioned tenant table is not partitioned by tenant_id', name, ''
from tenant join pg_partitioned_table p on p.partrelid = tenant.oid
where p.partattrs[0] is distinct from tenant.attnum or p.partnatts <> 1 or p.partstrat <> 'h'
union all
select 'S2: a tenant table has inheritance children', name, ''
from tenant where exists (
  select from pg_inherits h join pg_class child on child.oid = h.inhrelid
  where h.inhparent = tenant.oid and not child.relispartition)
union all
select 'S3: a directory table does not carry the tenant it points to', name, ''
from class where comment ~* '\mdirectory\M' and relkind in ('r', 'p') and not exists (
  select from pg_attribute a where a.attrelid = class.oid and a.attname = 'tenant_id' and a.attnotnull
    and a.atttypid = 'bigint'::regtype and not a.attisdropped)
union all
select 'S6: a data-modifying CTE', name, ''
from routine where body ~* '\mas\s*(not\s+materialized|materialized)?\s*\(\s*(insert\s+into|update|delete\s+from|merge)\M'
union all
select 'S7: ON CONFLICT in INSERT … SELECT', name, ''
from routine where scale = 'tenant' and body ~* '\minsert\s+into\M[^;]*\mselect\M[^;]*\mon\s+conflict\M'
union all
select 'S8: a trigger', name, t.tgname from class join pg_trigger t on t.tgrelid = class.oid where not t.tgisinternal
union all
select 'S8: a rule', name, r.rulename
from class join pg_rewrite r on r.ev_class = class.oid where r.rulename <> '_RETURN'
union all
select 'S8: an append-only table can be changed by a role of the program', name, app.rolname || ' ' || privilege
from class, app, unnest(array['update', 'delete', 'truncate']) as privilege
where comment ~* '\mappend-only\M' and case privilege
    when 'update' then has_any_column_privilege(app.oid, class.oid, 'update')
    else has_table_privilege(app.oid, class.oid, privilege) end
union all
select 'S8: a role of the program may truncate, reference or own a table', name, app.rolname || ' ' || privilege
from class, app, unnest(array['truncate', 'references', 'trigger']) as privilege
where comment !~* '\mappend-only\M' and has_table_privilege(app.oid, class.oid, privilege)
union all
select 'S8: everybody has a right on a table', name, acl.privilege_type
from class join pg_class c on c.oid = class.oid, aclexplode(c.relacl) as acl where acl.grantee = 0
union all
select 'S8: a role of the program is above the rules', rolname, ''
from pg_roles where rolname in ('florin_app', 'florin_vault') and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)
union all
select 'S8: another role than florin_vault may look into the vault', rolname, ''
from app where rolname <> 'florin_vault' and exists (
  select from pg_namespace n where n.nspname = 'vault' and has_schema_privilege(app.oid, n.oid, 'usage'))
union all
select 'S9: a tenant function does not take p_tenant bigint first', name, pg_get_function_identity_arguments(oid)
from routine
where scale = 'tenant' and (proargtypes[0] is distinct from 'bigint'::regtype or proargnames[1] is distinct from 'p_tenant')
union all
select 'S9: a security definer function does not set its search_path', name, ''
from routine where prosecdef and not exists (select from unnest(proconfig) as line where line like 'search_path=%')
union all
select 'S10: a function reads the clock or draws chance', name, (regexp_match(body, pattern, 'i'))[1]
from routine, volatile where body ~* pattern
union all
select 'S10: a table reads the clock or draws chance', name, place from expression, volatile where body ~* pattern
union all
select 'S11: a function takes an advisory or table lock', name, ''
from routine where body ~* '\mpg_(try_)?advisory_\w+\s*\(|\mlock\s+table\M|\mlisten\s+\w+'
union all
select 'S12: another isolation level than READ COMMITTED', name, ''
from routine where body ~* '\misolation\s+level\M' or array_to_string(proconfig, ' ') ~* 'transaction_isolation'
union all
select 'S14: a tenant table points at a local table', source, conname
from fkey where source_scale = 'tenant' and target_scale = 'local'
union all
select 'S14: a reference or local table points at a tenant table', source, conname
from fkey where source_scale <> 'tenant' and target_scale = 'tenant'
union all
select 'S14: a foreign key changes rows by itself', source, conname
from fkey where source_scale = 'tenant' and (confdeltype <> 'a' and confdeltype <> 'r' or confupdtype <> 'a' and confupdtype <> 'r')
union all
select 'S15: an identity or serial column in a tenant table', name, a.attname
from tenant join pg_attribute a on a.attrelid = tenant.oid and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) ~* '\mnextval\('
union all
select 'S15: a function keeps state in a temporary table', name, ''
from routine where body ~* '\mcreate\s+(local\s+)?(temp|temporary|unlogged)\M'
union all
select 'S15: an unlogged tenant table', name, '' from tenant where relpersistence <> 'p'
order by 1, 2, 3
