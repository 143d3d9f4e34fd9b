import { DISPUTE_FEE, type Fees, feesOf, nextBusinessDay, noContract, noFees, reportAt } from './fees.ts'
import type { Ground } from './ground.ts'
import type { AuthorizationRow, OperationRow } from './operation.ts'

export type MovementKind =
  | 'sale'
  | 'refund'
  | 'chargeback'
  | 'chargeback_reversal'
  | 'dispute_fee'
  | 'adjustment'
export type MovementRow = Fees & {
  readonly world: string
  readonly acquirer: string
  readonly settles_on: string
  readonly currency: string
  readonly id: string
  readonly kind: MovementKind
  readonly authorization: string
  readonly operation_reference: string
  readonly gross: number
  readonly case_reference: string | null
  readonly at: number
}
type Movement = {
  readonly kind: MovementKind
  readonly operation_reference: string
  /** Signed, from the merchant's point of view. */
  readonly gross: number
  readonly case_reference?: string
}

/** Puts money on the report of the next business day, once per kind and operation. */
export function clear(ground: Ground, row: AuthorizationRow, movement: Movement): void {
  const { store, one, at } = ground
  const { kind, operation_reference, gross, case_reference = null } = movement
  const settles_on = nextBusinessDay(at)
  store.insert('movement', {
    world: one.merchant_number,
    acquirer: row.acquirer,
    settles_on,
    currency: row.currency,
    id: `${operation_reference}.${kind}${case_reference === null ? '' : `.${case_reference}`}`,
    kind,
    authorization: row.id,
    operation_reference,
    gross,
    ...costsOf(ground, row, movement),
    case_reference,
    at,
  } satisfies MovementRow)
  announceReport(ground, row, settles_on)
}

/** A fault: the acquirer takes more for a sale than was agreed. What is no sale stays as it is. */
export function overcharge({ store, one }: Ground, { acquirer, reference }: OperationRow): void {
  store.run(
    `update movement set acquirer_fee = acquirer_fee - max(10, gross / 100)
     where world = ? and acquirer = ? and operation_reference = ? and kind = 'sale'`,
    one.merchant_number,
    acquirer,
    reference,
  )
}

function costsOf({ one, at }: Ground, row: AuthorizationRow, { kind, gross }: Movement): Fees {
  if (kind === 'sale') return feesOf(row, gross, one.settings.contracts[row.acquirer] ?? noContract, at)
  if (kind === 'refund') return { ...noFees, acquirer_fee: -5 }
  if (kind === 'dispute_fee') return { ...noFees, acquirer_fee: -DISPUTE_FEE[row.acquirer] }
  return noFees
}

/** One entry of the calendar for each report, so that whoever moves the clock hears of it. */
function announceReport({ store, worlds, one }: Ground, row: AuthorizationRow, settles_on: string): void {
  const name = `${row.acquirer} ${settles_on}`
  if (one.announced.has(name)) return
  one.announced.add(name)
  const at = reportAt(settles_on)
  const known = store.one<{ id: number }>(
    `select id from due where world = ? and at = ? and kind = 'report' and body = ?`,
    one.merchant_number,
    at,
    JSON.stringify({ acquirer: row.acquirer, day: settles_on }),
  )
  if (known === undefined) worlds.schedule(one, at, 'report', { acquirer: row.acquirer, day: settles_on })
}

export type Report = {
  readonly day: string
  readonly currency: string
  readonly net: number
  readonly lines: readonly MovementRow[]
  readonly also_in: readonly string[]
}

/** The report of a day in a currency (the first, when none is asked for); undefined before 06:00 of that day. */
export function readReport(
  { store, one, at }: Ground,
  acquirer: string,
  day: string,
  asked_currency: string | undefined,
): Report | undefined {
  if (at < reportAt(day)) return undefined
  const found = store.all<{ currency: string }>(
    'select distinct currency from movement where world = ? and acquirer = ? and settles_on = ? order by currency',
    one.merchant_number,
    acquirer,
    day,
  )
  const currencies = found.map(({ currency }) => currency)
  const currency = asked_currency ?? currencies[0] ?? 'USD'
  const lines = store.all<MovementRow>(
    'select * from movement where world = ? and acquirer = ? and settles_on = ? and currency = ? order by id',
    one.merchant_number,
    acquirer,
    day,
    currency,
  )
  const net = lines.reduce(
    (sum, line) => sum + line.gross + line.interchange + line.scheme_fee + line.acquirer_fee,
    0,
  )
  return { day, currency, net, lines, also_in: currencies.filter((other) => other !== currency) }
}
