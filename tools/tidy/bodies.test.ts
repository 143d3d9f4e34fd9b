import assert from 'node:assert/strict'
import { test } from 'node:test'
import { functionFaults } from './bodies.ts'
import type { Classes } from './classes.ts'

const classes: Classes = {
  tables: { 'ledger.account': 'tenant', 'ledger.currency': 'ref' },
  functions: { 'ledger.post': 'tenant', 'ledger.move': 'tenant', 'ledger.scale_of': 'local' },
}
const plpgsql = (body: string, name = 'ledger.post'): string =>
  `create function ${name}(p_tenant bigint, p_at timestamptz, p_ids uuid[]) returns setof int language plpgsql as $$ ${body} $$`
const only = (faults: string[]): string => {
  assert.equal(faults.length, 1, faults.join('\n'))
  return faults[0] ?? ''
}

test('a function whose statements all follow p_tenant has no fault', () => {
  const body = `declare n int; r record; begin
    perform 1 from ledger.account where tenant_id = p_tenant and id = any (p_ids) order by id for no key update;
    n := (select count(*) from ledger.account a where a.tenant_id = p_tenant);
    if exists (select from ledger.account where tenant_id = post.p_tenant) then n := n + 1; end if;
    for r in select * from ledger.account where tenant_id = p_tenant loop n := n + r.x; end loop;
    insert into ledger.account (tenant_id, id) select p_tenant, u.id from unnest(p_ids) u (id);
    perform ledger.move(p_tenant, p_at, p_ids);
  end`
  assert.deepEqual(functionFaults(plpgsql(body), classes), [])
})

test('a statement inside PL/pgSQL that forgets the tenant is found, wherever it stands', () => {
  for (const statement of [
    'perform 1 from ledger.account where id = any (p_ids);',
    'if exists (select from ledger.account) then null; end if;',
    'begin null; exception when others then delete from ledger.account; end;',
    'return query select 1 from ledger.account;',
  ])
    assert.match(
      only(functionFaults(plpgsql(`begin ${statement} end`), classes)),
      /^ledger\.post\(\): S5: no tenant filter/,
    )
})

test('inside a function only p_tenant is the tenant: constants and other parameters are not', () => {
  const found = functionFaults(plpgsql('begin delete from ledger.account where tenant_id = 7; end'), classes)
  assert.match(only(found), /S5: no tenant filter on ledger.account/)
  const called = functionFaults(plpgsql('declare v bigint; begin perform ledger.move(v); end'), classes)
  assert.match(only(called), /S9: ledger.move\(\) is not called with a plain tenant/)
})

test('SQL functions are read too, in a string and as a body of their own', () => {
  const head = 'create function ledger.post(p_tenant bigint) returns bigint language sql'
  assert.deepEqual(
    functionFaults(`${head} as $$ select id from ledger.account where tenant_id = $1 $$`, classes),
    [],
  )
  assert.match(only(functionFaults(`${head} as 'select id from ledger.account'`, classes)), /S5/)
  assert.match(only(functionFaults(`${head} begin atomic select id from ledger.account; end`, classes)), /S5/)
  assert.match(only(functionFaults(`${head} return (select max(id) from ledger.account)`, classes)), /S5/)
})

test('clocks, dynamic SQL, changes in loops and data-modifying CTEs are found in bodies', () => {
  const loop = `for i in 1..3 loop update ledger.account set x = i where tenant_id = p_tenant; end loop;`
  assert.match(only(functionFaults(plpgsql(`begin ${loop} end`), classes)), /S6: changes rows in a row loop/)
  assert.match(
    only(functionFaults(plpgsql('declare n timestamptz := now(); begin end'), classes)),
    /S10: now\(\)/,
  )
  assert.match(only(functionFaults(plpgsql(`begin execute 'select 1'; end`), classes)), /dynamic SQL/)
  const cte = `with x as (delete from ledger.account where tenant_id = p_tenant returning 1) select count(*) into n from x;`
  assert.match(
    only(functionFaults(plpgsql(`declare n int; begin ${cte} end`), classes)),
    /S6: x is a data-modifying CTE/,
  )
})

test('a function that is not tagged scale:tenant touches no tenant', () => {
  const body = 'begin perform 1 from ledger.account where tenant_id = p_tenant; end'
  assert.match(only(functionFaults(plpgsql(body, 'ledger.scale_of'), classes)), /S9: touches ledger.account/)
})

test('a body that does not parse is a fault, not a crash', () => {
  assert.match(
    only(functionFaults(plpgsql('begin if case when true then 1 end then end if; end'), classes)),
    /does not parse/,
  )
})
