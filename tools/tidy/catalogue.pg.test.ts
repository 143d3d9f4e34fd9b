import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import type pg from 'pg'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { functionFaults } from './bodies.ts'
import { type CatalogueFault, catalogueRules, lintCatalogue } from './catalogue.ts'
import type { Classes, Scale } from './classes.ts'

let database: TestDatabase
before(async () => void (database = await createTestDatabase()))
after(() => database.drop())

/** A schema that keeps every rule: each plant below breaks one thing in it. */
const clean = `
  create schema plant;
  create table plant.kind (code text primary key);
  comment on table plant.kind is 'scale:ref — codes';
  create table plant.here (id int primary key);
  comment on table plant.here is 'scale:local — of one node';
  create table plant.key (hash bytea primary key, tenant_id bigint not null);
  comment on table plant.key is 'scale:ref — directory of keys';
  create table plant.account (tenant_id bigint not null, id uuid not null, kind text not null references plant.kind,
    at timestamptz not null, primary key (tenant_id, id), unique (tenant_id, kind, id));
  comment on table plant.account is 'scale:tenant — accounts';
  create table plant.entry (tenant_id bigint not null, id uuid not null, account uuid not null, amount int8 not null default 0,
    primary key (tenant_id, id), foreign key (tenant_id, account) references plant.account (tenant_id, id));
  comment on table plant.entry is 'scale:tenant — append-only entries';
  grant select, insert on plant.entry to florin_app;
  create function plant.post(p_tenant bigint, p_at timestamptz) returns int language plpgsql as $$
    begin
      -- now() in a comment is only a word
      insert into plant.account (tenant_id, id, kind, at) values (p_tenant, '00000000-0000-7000-8000-000000000000', 'x', p_at)
        on conflict do nothing;
      return 1;
    end $$;
  comment on function plant.post is 'scale:tenant — posts';`

const faults = readFileSync(new URL('cases/catalogue_faults.sql', import.meta.url), 'utf8')
/** For every rule at least one fault, and the object that must be named. */
const plants = faults
  .split(/^-- (?=S\d)/m)
  .slice(1)
  .map((block) => {
    const [, rule = '', object = '', sql = ''] = /^(.+) → (.+)\n([\s\S]+)$/.exec(block) ?? []
    return { rule, object, sql }
  })

/** What the lint says of the schema `plant` (and of the role) after `sql`; everything is undone. */
async function planted(client: pg.PoolClient, sql: string): Promise<CatalogueFault[]> {
  const lint = () => lintCatalogue(async (text) => (await client.query<CatalogueFault>(text)).rows)
  await client.query('begin')
  try {
    await client.query(clean)
    await client.query(sql)
    return (await lint()).filter(({ object }) => /^(plant\.|florin_app$)/.test(object))
  } finally {
    await client.query('rollback')
  }
}

async function withClient<T>(fn: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await database.admin.connect()
  try {
    return await fn(client)
  } finally {
    client.release()
  }
}

test('a schema that keeps the rules has no fault', () =>
  withClient(async (client) => assert.deepEqual(await planted(client, 'select 1'), [])))

test('every planted fault is found', () =>
  withClient(async (client) => {
    for (const { rule, object, sql } of plants) {
      const found = await planted(client, sql)
      const isFound = found.some((fault) => fault.rule === rule && fault.object === object)
      assert.ok(isFound, `${rule} was not found in: ${sql}\n${JSON.stringify(found)}`)
    }
  }))

test('a fault is planted for every rule there is', () => {
  assert.ok(catalogueRules.length >= 25)
  assert.deepEqual([...new Set(plants.map(({ rule }) => rule))].sort(), [...catalogueRules].sort())
})

test('the migrated catalogue keeps every rule', () =>
  withClient(async (client) => {
    const found = await lintCatalogue(async (text) => (await client.query<CatalogueFault>(text)).rows)
    assert.deepEqual(
      found.map(({ rule, object, detail }) => `${object} ${detail} — ${rule}`),
      [],
    )
  }))

test('every statement inside the migrated functions follows its tenant', () =>
  withClient(async (client) => {
    const { rows } = await client.query<{
      kind: 'table' | 'function'
      name: string
      scale: Scale
      definition: string
    }>(`
      select 'table' as kind, c.oid::regclass::text as name, substring(obj_description(c.oid, 'pg_class') from '^scale:(\\w+)') as scale, '' as definition
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p', 'v') and n.nspname !~ '^pg_|^information_schema$'
      union all
      select 'function', p.oid::regproc::text, substring(obj_description(p.oid, 'pg_proc') from '^scale:(\\w+)'), pg_get_functiondef(p.oid)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname !~ '^pg_|^information_schema$'`)
    const named = (kind: string) =>
      Object.fromEntries(rows.filter((row) => row.kind === kind).map((row) => [row.name, row.scale]))
    const classes: Classes = { tables: named('table'), functions: named('function') }
    const functions = rows.filter((row) => row.kind === 'function')
    assert.ok(functions.length > 5, 'a check that reads no function does not pass')
    assert.deepEqual(
      functions.flatMap(({ definition }) => functionFaults(definition, classes)),
      [],
    )
  }))
