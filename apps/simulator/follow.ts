import { extendedTo } from './authorize.ts'
import { clear } from './clearing.ts'
import { reasonOfAmount } from './disputes.ts'
import { draw } from './draw.ts'
import { findAuthorization, type Ground, unuse } from './ground.ts'
import { MINUTE_US, REFUND_TAKES_US } from './limits.ts'
import { type Asked, type AuthorizationRow, openOf, type Outcome, rejected } from './operation.ts'
import { refuseCapture, secretRules } from './secret_rules.ts'

const INCREMENTS_MAX = 10

/** What follows an authorisation: capture, void, increment, refund. Inside a turn. */
export function follow(ground: Ground, asked: Asked, id: string): Outcome {
  const row = findAuthorization(ground, asked.acquirer, asked.authorization ?? '')
  if (row === undefined) return rejected('authorization_not_found', 'There is no such authorisation.')
  if (row.currency !== asked.currency)
    return rejected('currency_mismatch', `The authorisation is in ${row.currency}.`)
  if (asked.amount <= 0) return rejected('invalid_amount', 'The amount is above zero.')
  switch (asked.operation) {
    case 'capture':
      return capture(ground, asked, row, id)
    case 'void':
      return release(ground, asked, row, id)
    case 'increment':
      return increment(ground, asked, row, id)
    case 'refund':
      return refund(ground, asked, row, id)
    case 'authorize':
      return rejected('invalid_operation', 'An authorisation follows nothing.')
  }
}

const done = (id: string, amount: number): Outcome => ({
  kind: 'approved',
  id,
  amount,
  auth_code: null,
  network_transaction_id: null,
  transaction_link_id: null,
  cvc_check: 'not_checked',
  address_check: 'not_checked',
})

const isExpired = (row: AuthorizationRow, at: number): boolean => row.is_closed === 1 || at >= row.expires_at

function update(ground: Ground, row: AuthorizationRow, change: Partial<AuthorizationRow>): void {
  const names = Object.keys(change)
  ground.store.run(
    `update authorization set ${names.map((name) => `${name} = ?`).join(', ')}
     where world = ? and acquirer = ? and id = ?`,
    ...Object.values(change),
    ground.one.merchant_number,
    row.acquirer,
    row.id,
  )
}

/** Takes what was held, in one or several parts. The final one gives the rest back. */
export function capture(ground: Ground, asked: Asked, row: AuthorizationRow, id: string): Outcome {
  if (isExpired(row, ground.at))
    return rejected('authorization_closed', 'The authorisation is not open any more.')
  const open = openOf(row)
  if (asked.amount > open) return rejected('amount_too_large', `No more than ${open} is open.`)
  const isAtOnce = asked.operation_reference === row.operation_reference
  const refused = isAtOnce ? undefined : refuseCapture(asked, row, ground.at)
  if (refused !== undefined) return refused
  const rest = open - asked.amount
  const isClosed = asked.is_final || rest === 0
  update(ground, row, {
    captured: row.captured + asked.amount,
    captures: row.captures + 1,
    released: row.released + (isClosed ? rest : 0),
    is_closed: Number(isClosed),
  })
  if (isClosed && rest > 0) unuse(ground, row, rest)
  clear(ground, row, { kind: 'sale', operation_reference: asked.operation_reference, gross: asked.amount })
  planAfterCapture(ground, asked, row)
  return done(id, asked.amount)
}

function planAfterCapture(ground: Ground, asked: Asked, row: AuthorizationRow): void {
  const { operation_reference } = asked
  const body = { acquirer: row.acquirer, operation_reference }
  const reason = row.special.startsWith('test')
    ? reasonOfAmount(row.scheme, row.currency, asked.amount)
    : undefined
  if (row.special === 'test disputed' || reason !== undefined) {
    const code = reason ?? (row.scheme === 'mastercard' ? '4837' : '10.4')
    ground.worlds.schedule(ground.one, ground.at + MINUTE_US, 'dispute', { ...body, reason: code })
  }
  const { late_rejection_share, late_rejection_after_us } = secretRules[row.acquirer]
  const drawn = draw(ground.one.settings.seed, 'late rejection', row.acquirer, operation_reference)
  if (row.special === 'ordinary' && drawn.share(0) < late_rejection_share)
    ground.worlds.schedule(ground.one, ground.at + late_rejection_after_us, 'late_rejection', body)
}

/** Gives back a part of what is held, or all of it. */
function release(ground: Ground, asked: Asked, row: AuthorizationRow, id: string): Outcome {
  if (isExpired(row, ground.at))
    return rejected('authorization_closed', 'The authorisation is not open any more.')
  const open = openOf(row)
  if (asked.amount > open) return rejected('amount_too_large', `No more than ${open} is open.`)
  update(ground, row, { released: row.released + asked.amount, is_closed: Number(asked.amount === open) })
  unuse(ground, row, asked.amount)
  return done(id, asked.amount)
}

/** `amount` is the new total. */
function increment(ground: Ground, asked: Asked, row: AuthorizationRow, id: string): Outcome {
  if (isExpired(row, ground.at))
    return rejected('authorization_closed', 'The authorisation is not open any more.')
  if (asked.amount <= row.approved) return rejected('invalid_amount', 'The new total is above the old one.')
  if (row.increments >= INCREMENTS_MAX) return rejected('not_allowed', 'It was incremented too often.')
  if (!row.special.startsWith('test')) {
    const { seed } = ground.one.settings
    const no = draw(seed, 'increment', row.card, asked.operation_reference).share(0) < 0.04
    if (no) return { kind: 'declined', id, network_code: '51', advice_code: null, cvc_check: 'not_checked' }
    unuse(ground, row, row.approved - asked.amount)
  }
  update(ground, row, {
    approved: asked.amount,
    increments: row.increments + 1,
    expires_at: extendedTo(row, ground.at),
  })
  return done(id, asked.amount)
}

/** Some issuers take their time, and some say no in the end: test numbers show both. */
function refund(ground: Ground, asked: Asked, row: AuthorizationRow, id: string): Outcome {
  const disputed = ground.store.one<{ amount: number }>(
    `select sum(amount) as amount from dispute where world = ? and authorization = ? and acquirer = ? and status in ('open', 'lost') and stage <> 'inquiry'`,
    ground.one.merchant_number,
    row.id,
    row.acquirer,
  )
  const left = row.captured - row.refunded - (disputed?.amount ?? 0)
  if (asked.amount > left) return rejected('amount_too_large', `No more than ${left} can be given back.`)
  update(ground, row, { refunded: row.refunded + asked.amount })
  if (row.special === 'test refund_later' || row.special === 'test refund_fails') {
    const body = { acquirer: row.acquirer, operation_reference: asked.operation_reference }
    const kind = row.special === 'test refund_later' ? 'refund_succeeds' : 'refund_fails'
    ground.worlds.schedule(ground.one, ground.at + REFUND_TAKES_US, kind, body)
  } else settleRefund(ground, row, asked.operation_reference, asked.amount)
  return done(id, asked.amount)
}

export function settleRefund(
  ground: Ground,
  row: AuthorizationRow,
  operation_reference: string,
  amount: number,
): void {
  clear(ground, row, { kind: 'refund', operation_reference, gross: -amount })
  unuse(ground, row, amount)
}

/** A refund that the issuer did not take: nothing was given back after all. */
export function undoRefund(ground: Ground, row: AuthorizationRow, amount: number): void {
  update(ground, row, { refunded: row.refunded - amount })
}
