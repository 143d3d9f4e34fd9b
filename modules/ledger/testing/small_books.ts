import assert from 'node:assert/strict'
import { type Id, newId } from '../../../kernel/id.ts'
import { dayOf, plusMs } from '../../../kernel/world.ts'
import type { TestDatabase } from '../../../platform/db/testing.ts'
import { moveCursor } from '../../../platform/outbox/outbox.ts'
import type { MoveOrder, TransferOrder } from '../transfer.ts'
import { type Books, openBooks } from './history.ts'

const DAY_MS = 86_400_000

export async function openPlain(
  books: Books,
  limits: { floor?: bigint; overdraft?: bigint } = {},
): Promise<Id<'acc'>> {
  const id = newId('acc', books.world)
  const account = { id, currency: 'USD' as const, normal_side: 'credit' as const, path: 'test', ...limits }
  await books.inTransaction((scope) => books.ledger.createAccounts(scope, [account]))
  return id
}

const mover =
  ({ world }: Books) =>
  (debit: Id<'acc'>, credit: Id<'acc'>, amount: number, more: Partial<MoveOrder> = {}): MoveOrder => ({
    id: newId('trf', world),
    kind: 'single',
    code: 'test',
    debit_account: debit,
    credit_account: credit,
    amount,
    currency: 'USD',
    ...more,
  })

/** A little of everything: limits that stay and that change, holds in every state, redated entries, a closed day. */
export async function keepSmallBooks(database: TestDatabase, tenant: bigint): Promise<Books> {
  const books = await openBooks(database, tenant, tenant)
  const { world, ledger, scope } = books
  const bank = await openPlain(books)
  const move = mover(books)
  const alice = await openPlain(books, { floor: 0n })
  const bob = await openPlain(books, { floor: 0n, overdraft: 50n })
  const post = async (...orders: TransferOrder[]): Promise<void> => {
    world.advance(1_000)
    for (const { result } of await ledger.post(scope, orders)) assert.equal(result, 'posted')
  }
  const settle = (kind: 'post' | 'void', pending_id: Id<'trf'>, amount?: number): TransferOrder => ({
    id: newId('trf', world),
    kind,
    code: 'test',
    pending_id,
    ...(amount === undefined ? {} : { amount }),
  })
  await post(move(bank, alice, 100), move(bank, bob, 200))
  await books.inTransaction((joined) => ledger.changeAccounts(joined, [{ id: bob, patch: { floor: 10n } }]))
  const holds = Array.from({ length: 4 }, () => move(alice, bank, 20, { kind: 'pending' }))
  await post(...holds)
  const short = move(alice, bank, 9, { kind: 'pending', expires_at: plusMs(world.now(), DAY_MS / 24) })
  await post(short)
  const [, partly, wholly, never] = holds.map(({ id }) => id) as [Id<'trf'>, Id<'trf'>, Id<'trf'>, Id<'trf'>]
  await post(
    settle('post', partly, 5),
    settle('post', wholly),
    settle('void', never),
    settle('post', short.id, 3),
  )
  await post(move(bob, alice, 30), move(bob, bank, 15, { effective_on: dayOf(plusMs(world.now(), -DAY_MS)) }))
  const carol = await watchCarol(books)
  const paid = move(bank, carol, 64)
  await post(paid)
  await post(move(carol, bank, 60, { reversal_of: paid.id }))
  world.advance(2 * DAY_MS)
  await post({ id: newId('trf', world), kind: 'expire', code: 'expiry', pending_id: short.id })
  const day = dayOf(plusMs(world.now(), -DAY_MS))
  const period = { id: newId('per', world), closed_through: day }
  await books.inTransaction((joined) => ledger.closePeriod(joined, period))
  await post(move(bank, alice, 7), move(bank, bob, 8))
  await ledger.post(scope, [move(alice, bank, 5_000)])
  await database.db.withTenant(books.tenant_id, (tx) =>
    moveCursor(tx, books.tenant_id, { consumer: 'reader', from_seq: 0n, to_seq: 3n }),
  )
  return books
}

/** An account that was frozen and is open again, with a monitor; and one that was never used. */
async function watchCarol(books: Books): Promise<Id<'acc'>> {
  const { ledger, world, inTransaction } = books
  await openPlain(books)
  const id = await openPlain(books)
  await inTransaction((joined) => ledger.changeAccounts(joined, [{ id, patch: { name: 'Carol' } }]))
  await inTransaction((joined) => ledger.changeAccounts(joined, [{ id, event: 'freeze' }]))
  await inTransaction((joined) => ledger.changeAccounts(joined, [{ id, event: 'unfreeze' }]))
  const monitor = { id: newId('mon', world), account_id: id, field: 'available', operator: 'lt' } as const
  const more = { threshold: 10n, hysteresis: 2n, currency: 'USD', metadata: {} } as const
  await inTransaction((joined) => ledger.createMonitor(joined, { ...monitor, ...more }))
  return id
}
