import type { Currency } from '../../../kernel/currency.ts'
import { type Id, newId } from '../../../kernel/id.ts'
import { parseDay, plusMs, type World } from '../../../kernel/world.ts'
import { present } from '../../../kernel/assert.ts'
import type { MoveOrder, Precondition, SettleOrder, TransferOrder } from '../transfer.ts'
import type { createModel } from './model.ts'
import type { ModelAccount } from './model_account.ts'

type Opened = Omit<
  ModelAccount,
  'version' | 'debits' | 'credits' | 'debits_pending' | 'credits_pending' | 'currency'
> & { currency: Currency }

/** Twelve accounts that between them have every side, limit and state. */
export function openAccount(index: number): Opened {
  const plain: Opened = {
    currency: 'USD',
    normal: 'credit',
    floor: null,
    ceiling: null,
    overdraft: 0n,
    state: 'open',
  }
  const special: Partial<Opened>[] = [
    {},
    { normal: 'debit' },
    { floor: 0n },
    { floor: 0n, overdraft: 500n },
    { floor: -200n, ceiling: 5_000n },
    { normal: 'debit', floor: 0n },
    { normal: 'debit', ceiling: 4_000n, floor: 0n, overdraft: 300n },
    { currency: 'EUR', floor: 0n },
    { state: 'frozen_debits' },
    { state: 'frozen' },
    { state: 'closed' },
    { floor: 0n, ceiling: 900n },
  ]
  return { ...plain, ...special[index] }
}

/** Draws from the world only, so a seed replays. */
function createDice(world: World) {
  const below = (limit: number): number => {
    const [a = 0, b = 0, c = 0] = world.random(3)
    return ((a << 16) | (b << 8) | c) % limit
  }
  const pick = <T>(items: readonly T[]): T => present(items[below(items.length)], 'a choice')
  return { below, pick, chance: (percent: number): boolean => below(100) < percent }
}
type Dice = ReturnType<typeof createDice>
type State = ReturnType<typeof createModel>['state']

const preconditions = (dice: Dice): readonly Precondition[] =>
  Array.from({ length: 1 + dice.below(3) }, () => ({
    leg: dice.pick(['debit', 'credit'] as const),
    field: dice.pick(['version', 'posted', 'pending_in', 'pending_out', 'available'] as const),
    operator: dice.pick(['eq', 'lt', 'lte', 'gt', 'gte'] as const),
    value: BigInt(dice.below(600)) - 100n,
  }))

function move(dice: Dice, world: World, accounts: readonly Id<'acc'>[], state: State): MoveOrder {
  // Mostly the open accounts, so that something moves; sometimes any, sometimes one that does not exist.
  const account = (): Id<'acc'> =>
    dice.chance(2) ? newId('acc', world) : dice.pick(dice.chance(85) ? accounts.slice(0, 7) : accounts)
  const kind = dice.pick(['single', 'single', 'pending'] as const)
  const past = [...state.stored.keys()] as Id<'trf'>[]
  const original = dice.chance(8) && past.length > 0 ? dice.pick(past) : undefined
  const seen = original === undefined ? undefined : state.stored.get(original)
  const order: MoveOrder = {
    id: newId('trf', world),
    kind,
    code: 'test',
    debit_account: account(),
    credit_account: account(),
    amount: dice.chance(6) ? 'max' : 1 + dice.below(dice.chance(70) ? 90 : 1_500),
    currency: dice.chance(96) ? 'USD' : 'EUR',
    ...(dice.chance(6) ? { at_most: 1 + dice.below(400) } : {}),
    ...(dice.chance(5)
      ? { effective_on: present(parseDay(dice.pick(['2025-11-30', '2025-12-20', '2026-02-03'])), 'a day') }
      : {}),
    ...(kind === 'pending' && dice.chance(40)
      ? { expires_at: plusMs(world.now(), dice.below(40_000) - 500) }
      : {}),
    ...(dice.chance(8) ? { preconditions: preconditions(dice) } : {}),
  }
  if (original === undefined || seen === undefined) return order
  const swapped =
    seen.debit !== undefined && seen.credit !== undefined
      ? { debit_account: seen.credit, credit_account: seen.debit }
      : {}
  return { ...order, ...(swapped as Partial<MoveOrder>), kind: 'single', reversal_of: original }
}

function settle(dice: Dice, world: World, state: State): SettleOrder {
  const known = [...state.holds.keys()] as Id<'trf'>[]
  // Recent holds are the ones still open.
  const recent = known.slice(dice.chance(70) ? -12 : 0)
  const pending_id = recent.length === 0 || dice.chance(3) ? newId('trf', world) : dice.pick(recent)
  const kind = dice.pick(['post', 'post', 'void', 'expire'] as const)
  const settled: SettleOrder = {
    id: newId('trf', world),
    kind,
    code: 'test',
    pending_id,
    ...(dice.chance(5) ? { preconditions: preconditions(dice) } : {}),
  }
  if (kind !== 'post') return settled
  return {
    ...settled,
    ...(dice.chance(60) ? { amount: 1 + dice.below(60) } : {}),
    ...(dice.chance(30) ? { is_final: true } : {}),
  }
}

/** A reversal of a transfer of the same call. */
const reversed = (order: MoveOrder, original: MoveOrder): MoveOrder => ({
  ...order,
  debit_account: original.credit_account,
  credit_account: original.debit_account,
  reversal_of: original.id,
})

type Changes = Pick<MoveOrder, 'at_most'> &
  Pick<SettleOrder, 'is_final'> &
  Pick<TransferOrder, 'code' | 'description' | 'metadata' | 'preconditions' | 'effective_on'>

/** A repeat that says something else than the first time, or leaves something out. */
function changed(dice: Dice, before: TransferOrder): Partial<Changes> {
  const day = present(parseDay(dice.pick(['2025-12-20', '2026-01-01'])), 'a day')
  return dice.pick<Partial<Changes>>([
    { code: 'other' },
    { description: 'other' },
    { metadata: { other: 'yes' } },
    { preconditions: preconditions(dice) },
    { preconditions: [] },
    { effective_on: day },
    before.kind === 'post' ? { is_final: before.is_final !== true } : { code: 'other' },
    before.kind === 'single' && before.amount === 'max' ? { at_most: 7 } : { code: 'other' },
  ])
}

/** One call's worth: one to a dozen transfers, chained here and there, with repeats of old ids among them. */
export function randomOrders(world: World, accounts: readonly Id<'acc'>[], state: State): TransferOrder[] {
  const dice = createDice(world)
  const count = 1 + dice.below(12)
  const orders: TransferOrder[] = []
  const past = [...state.stored.values()]
  for (let index = 0; index < count; index++) {
    const isRepeat = dice.chance(5) && (past.length > 0 || orders.length > 0)
    const before = isRepeat
      ? dice.chance(50) && orders.length > 0
        ? dice.pick(orders)
        : past.length > 0
          ? dice.pick(past).order
          : undefined
      : undefined
    const fresh = dice.chance(30) ? settle(dice, world, state) : move(dice, world, accounts, state)
    const inBatch = orders.filter((order) => order.kind === 'pending')
    const moved = orders.filter((order): order is MoveOrder => order.kind === 'single')
    const order: TransferOrder =
      before !== undefined
        ? { ...before, ...(dice.chance(35) ? changed(dice, before) : {}) }
        : fresh.kind === 'post' && inBatch.length > 0 && dice.chance(50)
          ? { ...fresh, pending_id: dice.pick(inBatch).id }
          : fresh.kind === 'single' && moved.length > 0 && dice.chance(12)
            ? reversed(fresh, dice.pick(moved))
            : fresh
    const isLinked = index < count - 1 && dice.chance(18)
    orders.push({ ...order, is_linked: isLinked })
  }
  return orders
}
