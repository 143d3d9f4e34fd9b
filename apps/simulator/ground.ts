import { DAY_US } from './limits.ts'
import type { AcquirerName, AuthorizationRow, OperationRow } from './operation.ts'
import type { Store } from './store.ts'
import type { CardWorld, Worlds } from './worlds.ts'

/** Where something happens: in which world, at which moment of its clock. */
export type Ground = {
  readonly store: Store
  readonly worlds: Worlds
  readonly one: CardWorld
  readonly at: number
}

export const findAuthorization = (
  { store, one }: Ground,
  acquirer: AcquirerName,
  id: string,
): AuthorizationRow | undefined =>
  store.one(
    'select * from authorization where world = ? and acquirer = ? and id = ?',
    one.merchant_number,
    acquirer,
    id,
  )

type StoredOperation = Omit<OperationRow, 'outcome'> & { readonly outcome: string }

export function findOperation(
  { store, one }: Ground,
  acquirer: AcquirerName,
  reference: string,
): OperationRow | undefined {
  const row = store.one<StoredOperation>(
    'select * from operation where world = ? and acquirer = ? and reference = ?',
    one.merchant_number,
    acquirer,
    reference,
  )
  return row === undefined
    ? undefined
    : { ...row, outcome: JSON.parse(row.outcome) as OperationRow['outcome'] }
}

/** The day, from 1970 on in UTC, whose limit a card spends from. */
export const spendingDay = (at: number): number => Math.floor(at / DAY_US)

/** Gives back what an ordinary card could not spend meanwhile; the limit of an earlier day is over. */
export function unuse({ store, one }: Ground, row: AuthorizationRow, amount: number): void {
  if (row.special.startsWith('test')) return
  store.run(
    'update card set used = max(0, used - ?) where world = ? and card = ? and currency = ? and day = ?',
    amount,
    one.merchant_number,
    row.card,
    row.currency,
    spendingDay(row.at),
  )
}
