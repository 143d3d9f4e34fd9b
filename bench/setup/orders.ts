import { type Id, newId } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { MoveOrder } from '../../modules/ledger/index.ts'
import { type Accounts, accountId, emptyCount } from './accounts.ts'

export type Mix = 'uniform' | 'hot' | 'failing'
const FAILING_EVERY = 100
const AMOUNT = 100

/** One call's transfers: between any two accounts, or all to one, or one in a hundred from an empty account. */
export function makeOrders(
  deps: { world: World; random: (limit: number) => number; accounts: Accounts },
  mix: Mix,
  count: number,
): MoveOrder[] {
  const { world, random, accounts } = deps
  const empties = emptyCount(accounts)
  const pick = (): number => empties + random(accounts.count - empties)
  const hot = accounts.count >> 1
  return Array.from({ length: count }, (_, index): MoveOrder => {
    const to = mix === 'hot' ? hot : pick()
    let from = mix === 'failing' && index % FAILING_EVERY === 0 ? random(empties) : pick()
    while (from === to) from = pick()
    return {
      id: flat(newId('trf', world)),
      kind: 'single',
      debit_account: accountId(accounts, from) as Id<'acc'>,
      credit_account: accountId(accounts, to) as Id<'acc'>,
      amount: AMOUNT,
      currency: USD,
      code: 'bench',
    }
  })
}

const USD = 'USD'

/** A string in one piece, as a parser would have made it. */
const flat = <T extends string>(text: T): T => Buffer.from(text, 'latin1').toString('latin1') as T
