import { instant, instantText } from '../../kernel/world.ts'
import { movementsView } from './banks/movements.ts'
import type { MovementRow } from './clearing.ts'
import { reportAt } from './fees.ts'
import { disputeView } from './dispute_view.ts'
import type { DisputeRow } from './disputes.ts'
import type { Ground } from './ground.ts'
import { type AuthorizationRow, openOf, type OperationRow } from './operation.ts'

const at = (micros: number): string => instantText(instant(micros))

/**
 * Everything that a world's acquirers and its bank hold to be true, as text amounts in minor units: what Florin's ledger is compared
 * with. `operations` has each request once, with its outcome; only those that are `approved` and not `reversed` moved
 * anything.
 */
export function booksOf(ground: Ground): object {
  const { store, one } = ground
  const world = one.merchant_number
  const authorizations = store.all<AuthorizationRow>(
    'select * from authorization where world = ? order by at, acquirer, id',
    world,
  )
  const operations = store.all<Omit<OperationRow, 'outcome'> & { outcome: string }>(
    `select * from operation where world = ? and fingerprint <> 'sealed' order by at, acquirer, reference`,
    world,
  )
  const disputes = store.all<DisputeRow>('select * from dispute where world = ? order by opened_at', world)
  const movements = store.all<MovementRow>(
    'select * from movement where world = ? order by settles_on, acquirer, currency, id',
    world,
  )
  return {
    merchant_number: world,
    now: at(ground.at),
    authorizations: authorizations.map(authorizationView),
    operations: operations.map(operationView),
    disputes: disputes.map(disputeView),
    movements: movements.map((row) => movementView(row, ground.at)),
    settlements: settlementsOf(movements, ground.at),
    bank_movements: movementsView(ground),
  }
}

const authorizationView = (row: AuthorizationRow): object => ({
  acquirer: row.acquirer,
  acquirer_reference: row.id,
  operation_reference: row.operation_reference,
  reference: row.reference,
  scheme: row.scheme,
  currency: row.currency,
  approved: String(row.approved),
  captured: String(row.captured),
  released: String(row.released),
  refunded: String(row.refunded),
  open: String(openOf(row)),
  is_closed: row.is_closed === 1,
  at: at(row.at),
  expires_at: at(row.expires_at),
})

function operationView(row: Omit<OperationRow, 'outcome'> & { outcome: string }): object {
  const outcome = JSON.parse(row.outcome) as OperationRow['outcome']
  return {
    acquirer: row.acquirer,
    operation: row.kind,
    operation_reference: row.reference,
    acquirer_reference: outcome.kind === 'rejected' ? null : outcome.id,
    authorization: row.authorization,
    state: row.state,
    outcome: outcome.kind,
    currency: row.currency,
    amount: String(outcome.kind === 'approved' ? outcome.amount : row.amount),
    code:
      outcome.kind === 'declined' ? outcome.network_code : outcome.kind === 'rejected' ? outcome.code : null,
    at: at(row.at),
  }
}

const movementView = (row: MovementRow, now: number): object => ({
  acquirer: row.acquirer,
  kind: row.kind,
  operation_reference: row.operation_reference,
  acquirer_reference: row.authorization,
  currency: row.currency,
  case_reference: row.case_reference,
  gross: String(row.gross),
  interchange: String(row.interchange),
  scheme_fee: String(row.scheme_fee),
  acquirer_fee: String(row.acquirer_fee),
  at: at(row.at),
  settles_on: row.settles_on,
  is_settled: now >= reportAt(row.settles_on),
})

function settlementsOf(movements: readonly MovementRow[], now: number): object[] {
  const groups = Map.groupBy(movements, (row) => `${row.acquirer} ${row.settles_on} ${row.currency}`)
  return [...groups.entries()].map(([key, rows]) => {
    const [acquirer, settled_on = '', currency] = key.split(' ')
    const net = rows.reduce(
      (sum, row) => sum + row.gross + row.interchange + row.scheme_fee + row.acquirer_fee,
      0,
    )
    return {
      acquirer,
      settled_on,
      currency,
      lines: rows.length,
      net: String(net),
      is_settled: now >= reportAt(settled_on),
    }
  })
}
