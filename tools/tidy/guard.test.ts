import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { guardLoggedStatements } from './guard.ts'

const classes = { tables: { 'ledger.account': 'tenant', 'auth.api_key': 'ref' }, functions: {} }
const lines = (...logged: object[]): string => `${logged.map((line) => JSON.stringify(line)).join('\n')}\n`

async function guarding(files: Record<string, string>): Promise<string[]> {
  const dir = mkdtempSync(join(tmpdir(), 'florin_guard_'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  try {
    return await guardLoggedStatements(dir)
  } finally {
    rmSync(dir, { recursive: true })
  }
}

test('a suite that sends only what a shard can take has no fault', async () => {
  const good = lines(
    { via: 'tenant', sql: 'select 1 from ledger.account where tenant_id = $1' },
    { via: 'scatter', name: 'due accounts', sql: 'select tenant_id from ledger.account where due_at <= $1' },
    { via: 'system', sql: 'select tenant_id from auth.api_key where hash = $1' },
  )
  assert.deepEqual(await guarding({ 'classes.json': JSON.stringify(classes), '1.ndjson': good }), [])
})

test('planted statements are found in whichever file and through whichever door they came', async () => {
  const first = lines({ via: 'tenant', sql: 'delete from ledger.account' })
  const second = lines(
    { via: 'scatter', name: 'sweep', sql: 'update ledger.account\n  set x = 1' },
    { via: 'system', sql: 'select 1 from ledger.account where tenant_id = $1' },
    { via: 'tenant', sql: 'delete from ledger.account' },
  )
  const faults = await guarding({
    'classes.json': JSON.stringify(classes),
    '1.ndjson': first,
    '2.ndjson': second,
  })
  assert.deepEqual(faults, [
    'tenant: S5: no tenant filter on ledger.account\n    delete from ledger.account',
    'scatter «sweep»: S5: no tenant filter on ledger.account\n    update ledger.account set x = 1',
    'system: the system door does not touch ledger.account\n    select 1 from ledger.account where tenant_id = $1',
  ])
})

test('a guard that read nothing does not pass', async () => {
  assert.match(
    (await guarding({ 'classes.json': JSON.stringify(classes) })).join(),
    /no statement was logged/,
  )
  const empty = JSON.stringify({ tables: {}, functions: {} })
  assert.match((await guarding({ 'classes.json': empty })).join(), /knows no tenant table/)
})
