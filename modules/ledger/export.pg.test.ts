import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Id, newId } from '../../kernel/id.ts'
import { simWorld } from '../../kernel/world.ts'
import { createTestDatabase, type TestDatabase } from '../../platform/db/testing.ts'
import { addTenant } from '../../platform/jobs/testing.ts'
import type { TenantId } from '../../platform/scope.ts'
import { exportLedger } from './export.ts'
import { importLedger } from './import.ts'
import { type LogRecord, sealLine } from './log_line.ts'
import { createReads } from './reads.ts'
import type { LogSource } from './read_log.ts'
import { type Books, liveThrough, openBooks } from './testing/history.ts'
import type { MoveOrder } from './transfer.ts'

let here: TestDatabase
let there: TestDatabase
before(async () => {
  here = await createTestDatabase()
  there = await createTestDatabase()
})
after(async () => {
  await here.drop()
  await there.drop()
})

const world = simWorld(1n)
let tenants = 10_000n
const emptyTenant = (): Promise<TenantId> => addTenant(there.admin, ++tenants)

async function textOf(database: TestDatabase, tenant_id: TenantId): Promise<string> {
  let text = ''
  for await (const piece of exportLedger(database.db, { tenant_id })) text += piece
  return text
}

/** Pieces that end anywhere, as a file or a socket would give them. */
const source = (text: string, size = 997): LogSource =>
  async function* () {
    for (let at = 0; at < text.length; at += size) yield text.slice(at, at + size)
  }
const take = (tenant: TenantId, text: string) => importLedger({ db: there.db, world }, tenant, source(text))

test('a random life, replayed in another database, exports as the same lines', async () => {
  for (const seed of [21n, 22n]) {
    const books = await openBooks(here, seed, seed)
    await liveThrough(books, 55)
    const text = await textOf(here, books.tenant_id)
    const tenant = await emptyTenant()
    const imported = await take(tenant, text)
    assert.ok(imported.ok, JSON.stringify(imported))
    const lines = text.trimEnd().split('\n')
    assert.equal(imported.value.lines, lines.length)
    assert.equal(await textOf(there, tenant), text)
    const proof = await createReads({ db: there.db }).prove({ ...books.scope, tenant_id: tenant })
    assert.deepEqual(
      proof.invariants.filter(({ violations }) => violations > 0n),
      [],
    )
    // Refused transfers are in it too: a failed id stays failed in the replayed ledger.
    const refused = lines
      .map((line) => JSON.parse(line) as LogRecord)
      .filter((one) => one['result'] === 'chain_failed')
    assert.ok(refused.length > 0)
  }
})

/** A short life: two accounts, a batch of transfers, a hold. */
async function shortLife(): Promise<{ books: Books; lines: string[]; accounts: Id<'acc'>[] }> {
  const books = await openBooks(here, ++tenants, tenants)
  const accounts = [newId('acc', books.world), newId('acc', books.world)]
  await books.inTransaction((scope) =>
    books.ledger.createAccounts(
      scope,
      accounts.map((id) => ({ id, currency: 'USD' as const, normal_side: 'credit' as const, path: 'test' })),
    ),
  )
  const move = (amount: number, kind: 'single' | 'pending'): MoveOrder => ({
    id: newId('trf', books.world),
    kind,
    code: 'test',
    debit_account: accounts[0] as Id<'acc'>,
    credit_account: accounts[1] as Id<'acc'>,
    amount,
    currency: 'USD',
  })
  await books.ledger.post(books.scope, [move(100, 'single'), move(7, 'pending')])
  await books.ledger.post(books.scope, [move(30, 'single')])
  const lines = (await textOf(here, books.tenant_id)).trimEnd().split('\n')
  return { books, lines, accounts }
}

/** What somebody would write who changes a log and makes its hashes anew. */
function forge(lines: readonly string[], change: (record: Record<string, unknown>) => void): string {
  let hash = ''
  return lines
    .map((line, index) => {
      const { hash: _, ...record } = JSON.parse(line) as Record<string, unknown>
      if (record['record'] === 'trailer') record['final_hash'] = hash
      change(record)
      const sealed = sealLine(hash, { ...record, line: index + 1 } as unknown as LogRecord)
      hash = sealed.hash
      return `${sealed.text}\n`
    })
    .join('')
}

const faultOf = async (text: string): Promise<[code: string, line: number]> => {
  const taken = await take(await emptyTenant(), text)
  assert.ok(!taken.ok, 'the log was taken')
  return [taken.error.code, taken.error.line]
}

test('a line that was changed, moved, taken out or put in is found, with its number', async () => {
  const { lines } = await shortLife()
  const joined = (list: readonly string[]): string => `${list.join('\n')}\n`
  const swapped = [...lines]
  swapped.splice(3, 2, lines[4] as string, lines[3] as string)
  assert.deepEqual(await faultOf(joined(lines.with(3, (lines[3] as string).replace('"100"', '"101"')))), [
    'hash_differs',
    4,
  ])
  assert.deepEqual(await faultOf(joined(lines.with(4, (lines[4] as string).replace('{', '{ ')))), [
    'line_not_canonical',
    5,
  ])
  assert.deepEqual(await faultOf(joined(swapped)), ['line_out_of_order', 4])
  assert.deepEqual(await faultOf(joined(lines.toSpliced(3, 1))), ['line_out_of_order', 4])
  assert.deepEqual(await faultOf(joined(lines.toSpliced(4, 0, lines[3] as string))), ['line_out_of_order', 5])
  assert.deepEqual(await faultOf(joined(lines.slice(0, -1))), ['trailer_missing', lines.length])
  assert.deepEqual(await faultOf(joined([...lines, lines.at(-1) as string])), [
    'line_after_trailer',
    lines.length + 1,
  ])
  assert.deepEqual(await faultOf(''), ['trailer_missing', 1])
  assert.deepEqual(await faultOf(joined(['not json', ...lines])), ['line_not_canonical', 1])
  assert.deepEqual(await faultOf(joined(lines.slice(1))), ['line_out_of_order', 1])
  assert.deepEqual(await faultOf('x'.repeat(3_000_000)), ['line_too_long', 1])
  assert.deepEqual(await faultOf(`${'['.repeat(500_000)}\n`), ['line_not_canonical', 1])
})

test('a log whose hashes were made anew is found by what it says', async () => {
  const { lines } = await shortLife()
  const at = (number: number, change: (record: Record<string, unknown>) => void) =>
    forge(lines, (record) => (record['line'] === number ? change(record) : undefined))
  assert.equal(
    (
      await take(
        await emptyTenant(),
        forge(lines, () => undefined),
      )
    ).ok,
    true,
  )
  assert.deepEqual(await faultOf(at(4, (record) => (record['amount'] = '101'))), ['replay_differs', 4])
  assert.deepEqual(await faultOf(at(4, (record) => (record['record'] = 'payout'))), ['record_unknown', 4])
  assert.deepEqual(await faultOf(at(4, (record) => delete record['kind'])), ['record_invalid', 4])
  assert.deepEqual(await faultOf(at(4, (record) => (record['amount'] = 100))), ['record_invalid', 4])
  assert.deepEqual(await faultOf(at(4, (record) => (record['extra'] = 1))), ['record_invalid', 4])
  assert.deepEqual(await faultOf(at(4, (record) => (record['debit_account'] = record['credit_account']))), [
    'replay_differs',
    4,
  ])
  assert.deepEqual(await faultOf(at(4, (record) => (record['at'] = '2025-01-01T00:00:00.000000Z'))), [
    'replay_differs',
    4,
  ])
  assert.deepEqual(await faultOf(at(1, (record) => (record['format_version'] = 2))), ['header_missing', 1])
  assert.deepEqual(await faultOf(at(lines.length, (record) => (record['count'] = 1))), [
    'trailer_differs',
    lines.length,
  ])
  const hash = 'f'.repeat(64)
  assert.deepEqual(await faultOf(at(lines.length, (record) => (record['balances_hash'] = hash))), [
    'replay_differs',
    lines.length,
  ])
})

test('a ledger in which anything was recorded takes no log', async () => {
  const { lines } = await shortLife()
  const tenant = await emptyTenant()
  assert.equal((await take(tenant, `${lines.join('\n')}\n`)).ok, true)
  const again = await take(tenant, `${lines.join('\n')}\n`)
  assert.equal(again.ok ? '' : again.error.code, 'tenant_not_empty')
})

test('an empty ledger is a header and a trailer, and can be replayed', async () => {
  const tenant = await addTenant(here.admin, ++tenants)
  const text = await textOf(here, tenant)
  assert.equal(text.trimEnd().split('\n').length, 2)
  const other = await emptyTenant()
  assert.equal((await take(other, text)).ok, true)
  assert.equal(await textOf(there, other), text)
})

test('a batch as large as can be comes back as one, and what is recorded meanwhile is not in the log', async () => {
  const { books, accounts } = await shortLife()
  const [debit_account, credit_account] = accounts as [Id<'acc'>, Id<'acc'>]
  const orders = Array.from(
    { length: 8_190 },
    (_, index): MoveOrder => ({
      id: newId('trf', books.world),
      kind: 'single',
      code: 'bulk',
      debit_account,
      credit_account,
      amount: index + 1,
      currency: 'USD',
    }),
  )
  await books.ledger.post(books.scope, orders)
  const earlier = await textOf(here, books.tenant_id)
  const pieces = exportLedger(here.db, books.scope)
  let text = (await pieces.next()).value ?? ''
  await books.ledger.post(books.scope, [{ ...(orders[0] as MoveOrder), id: newId('trf', books.world) }])
  for await (const piece of pieces) text += piece
  assert.equal(text, earlier)
  const tenant = await emptyTenant()
  assert.equal((await take(tenant, text)).ok, true)
  const { rows } = await there.admin.query<{ most: number }>(
    'select max(cardinality(refs)) as most from platform.outbox where tenant_id = $1',
    [tenant],
  )
  assert.deepEqual(rows, [{ most: 8_190 }])
})
