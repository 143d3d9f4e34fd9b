import assert from 'node:assert/strict'
import { inspect } from 'node:util'
import { present } from '../../../kernel/assert.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { dayOf, type Day, plusMs, simWorld } from '../../../kernel/world.ts'
import type { Lane } from '../../../platform/db/lane.ts'
import type { TestDatabase } from '../../../platform/db/testing.ts'
import { addTenant, scopeOf } from '../../../platform/jobs/testing.ts'
import type { Scope, TenantId } from '../../../platform/scope.ts'
import type { AccountEvent } from '../account.machine.ts'
import { createLedger } from '../ledger.ts'
import { createModel } from './model.ts'
import { openAccount, randomOrders } from './random_orders.ts'

/** A tenant with a ledger of its own, its connections too, and a clock that only the test moves. */
export async function openBooks(database: TestDatabase, tenant: bigint, seed: bigint) {
  const world = simWorld(seed)
  const tenant_id: TenantId = await addTenant(database.admin, tenant)
  const scope = scopeOf(tenant_id, world)
  const lanes: Lane[] = []
  const lane = (name: string): Lane => {
    const own = database.db.lane(name)
    lanes.push(own)
    return own
  }
  const ledger = createLedger({ db: { ...database.db, lane }, world, lanes: 1 })
  /** Runs a use case in a transaction of its own and takes its value. */
  const inTransaction = async <T>(
    run: (joined: Scope) => Promise<{ ok: true; value: T } | { ok: false; error: unknown }>,
  ): Promise<T> => {
    const done = await database.db.withTenant(tenant_id, (db) => run({ ...scope, db }))
    assert.ok(done.ok, inspect(done, { depth: 4 }))
    return done.value
  }
  const close = async (): Promise<void> => {
    await ledger.close()
    for (const own of lanes) await own.close()
  }
  return { world, tenant_id, scope, ledger, inTransaction, close }
}
export type Books = Awaited<ReturnType<typeof openBooks>>

const DAY_MS = 86_400_000
const unfrozen: readonly AccountEvent[] = ['freeze_debits', 'freeze', 'unfreeze']

/**
 * Lives through some days in a ledger: every kind of transfer, refused ones and chains among them, limits and states
 * that change, monitors, holds that run out, entries dated to other days, and days that are closed behind them.
 */
export async function liveThrough(books: Books, rounds: number): Promise<Id<'acc'>[]> {
  const { world } = books
  const model = createModel()
  const accounts = await openAccounts(books, model)
  await watch(books, accounts)
  for (let round = 0; round < rounds; round++) {
    world.advance(round % 7 === 0 ? DAY_MS / 3 : 1_500)
    const [dice = 0, which = 0] = world.random(2)
    const orders = randomOrders(world, accounts, model.state).map((order, index) =>
      index % 4 === 0
        ? { ...order, description: `Order =${index}, “${round}”`, metadata: { round: String(round), a: 'b' } }
        : order,
    )
    model.post(orders, world.now())
    await books.ledger.post(books.scope, orders)
    if (dice < 30) await changeLimits(books, model, present(accounts[2 + (which % 5)], 'an account'), which)
    if (dice >= 30 && dice < 45)
      await changeState(books, model, present(accounts[8 + (which % 2)], 'an account'))
    if (round % 25 === 24) await closeDay(books, model)
  }
  return accounts
}

async function openAccounts(books: Books, model: ReturnType<typeof createModel>): Promise<Id<'acc'>[]> {
  const { world, inTransaction, ledger } = books
  const accounts: Id<'acc'>[] = []
  for (let index = 0; index < 12; index++) {
    const id = newId('acc', world)
    const { normal, state, ...limits } = openAccount(index)
    accounts.push(id)
    model.open(id, { ...limits, normal, state })
    const path = `${normal === 'debit' ? 'assets' : 'liabilities'}:room_${index % 3}:a${index}`
    await inTransaction((scope) =>
      ledger.createAccounts(scope, [
        {
          id,
          path,
          normal_side: normal,
          name: `Account ${index}`,
          metadata: { index: String(index) },
          ...limits,
        },
      ]),
    )
    const event = { open: undefined, frozen_debits: 'freeze_debits', frozen: 'freeze', closed: 'close' }[
      state
    ]
    if (event !== undefined)
      await inTransaction((scope) => ledger.changeAccounts(scope, [{ id, event: event as AccountEvent }]))
  }
  return accounts
}

async function watch({ inTransaction, ledger, world }: Books, accounts: readonly Id<'acc'>[]): Promise<void> {
  for (const [index, id] of accounts.slice(0, 6).entries()) {
    const monitor = {
      id: newId('mon', world),
      account_id: id,
      field: 'available' as const,
      operator: index % 2 === 0 ? ('lt' as const) : ('gte' as const),
      threshold: BigInt(index * 50),
      hysteresis: 20n,
      currency: 'USD' as const,
      metadata: { why: 'test' },
    }
    await inTransaction((scope) => ledger.createMonitor(scope, monitor))
    if (index === 5) await inTransaction((scope) => ledger.deleteMonitor(scope, monitor.id))
  }
}

async function changeLimits(
  { inTransaction, ledger }: Books,
  model: ReturnType<typeof createModel>,
  id: Id<'acc'>,
  which: number,
): Promise<void> {
  const known = present(model.state.accounts.get(id), 'an account of the model')
  const ceiling = 10n ** 17n + BigInt(which)
  const patch = {
    ceiling,
    name: which % 2 === 0 ? null : `Renamed ${which}`,
    metadata: { index: null, was: 'changed' },
  }
  await inTransaction((scope) => ledger.changeAccounts(scope, [{ id, patch }]))
  known.ceiling = ceiling
}

async function changeState(
  { inTransaction, ledger, world }: Books,
  model: ReturnType<typeof createModel>,
  id: Id<'acc'>,
): Promise<void> {
  const known = present(model.state.accounts.get(id), 'an account of the model')
  const event = present(unfrozen[(world.random(1)[0] ?? 0) % 3], 'an event')
  if (known.state === 'closed' || (event === 'unfreeze' && known.state === 'open')) return
  await inTransaction((scope) => ledger.changeAccounts(scope, [{ id, event }]))
  known.state = event === 'freeze_debits' ? 'frozen_debits' : event === 'freeze' ? 'frozen' : 'open'
}

/** Closes the books three days back, when that is later than they are closed already. */
async function closeDay(
  { inTransaction, ledger, world }: Books,
  model: ReturnType<typeof createModel>,
): Promise<void> {
  const day: Day = dayOf(plusMs(world.now(), -3 * DAY_MS))
  if (model.state.closed_through !== null && model.state.closed_through >= day) return
  await inTransaction((scope) =>
    ledger.closePeriod(scope, {
      id: newId('per', world),
      closed_through: day,
      description: 'Closed =by the test',
    }),
  )
  model.state.closed_through = day
}
