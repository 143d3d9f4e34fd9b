import { instant } from '../../kernel/world.ts'
import { authorizationExpiry } from '../../modules/rails/index.ts'
import { issuerOf, isLuhn, type Issuer, testCardOf } from './cards.ts'
import { draw, lettersOf } from './draw.ts'
import { type Ground, spendingDay } from './ground.ts'
import { askIssuer, limitOf, type Question } from './issuer.ts'
import { DAY_US } from './limits.ts'
import type { Asked, AuthorizationRow, Outcome, PresentedCard } from './operation.ts'
import { noteApproval, refuseAuthorization, refuseVelocity } from './secret_rules.ts'
import { proofOf } from './three_ds.ts'

const AUTH_LETTERS = '0123456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const LINK_LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

type Presented = {
  readonly asked: Asked
  readonly card: PresentedCard
  readonly issuer: Issuer
  readonly card_key: string
  readonly id: string
}

const declined = (id: string, network_code: string): Outcome => ({
  kind: 'declined',
  id,
  network_code,
  advice_code: null,
  cvc_check: 'not_checked',
})

/** Acquirer, scheme and issuer in one: writes the hold when all of them agree. Inside a turn. */
export function authorize(ground: Ground, asked: Asked, id: string): Outcome {
  const { seed } = ground.one.settings
  const { card } = asked
  const issuer = card === null ? undefined : issuerOf(card.number)
  if (card === null || issuer === undefined || !isLuhn(card.number)) return declined(id, '14')
  const refused = refuseAuthorization(asked, issuer.scheme, ground.at)
  if (refused !== undefined) return refused
  if (isExpired(card, ground.at)) return declined(id, '54')
  const presented = {
    asked,
    card,
    issuer,
    id,
    card_key: draw(seed, 'card number', card.number).hex.slice(0, 32),
  }
  const counted = refuseVelocity(
    { store: ground.store, merchant_number: ground.one.merchant_number, asked, card: presented.card_key },
    ground.at,
  )
  if (counted !== undefined) return counted.kind === 'declined' ? { ...counted, id } : counted
  return ask(ground, presented)
}

function ask(ground: Ground, presented: Presented): Outcome {
  const { asked, card, issuer, card_key, id } = presented
  const { seed } = ground.one.settings
  const question: Question = {
    seed,
    asked,
    card,
    card_key,
    issuer,
    at: ground.at,
    proof: proofOf(ground, asked, card),
  }
  const verdict = askIssuer(question)
  if (verdict.kind === 'decline')
    return {
      kind: 'declined',
      id,
      network_code: verdict.code,
      advice_code: verdict.advice,
      cvc_check: verdict.cvc_check,
    }
  const amount = reserve(ground, presented)
  if (amount === undefined) return declined(id, '51')
  hold(ground, presented, amount)
  const { merchant_number } = ground.one
  noteApproval({ store: ground.store, merchant_number, asked, card: card_key }, ground.at)
  const { hex } = draw(seed, 'answer', asked.acquirer, asked.operation_reference)
  return {
    kind: 'approved',
    id,
    amount,
    auth_code: lettersOf(hex.slice(0, 16), AUTH_LETTERS, 6),
    network_transaction_id: networkIdOf(issuer, hex, ground.at),
    transaction_link_id:
      issuer.scheme === 'mastercard' ? lettersOf(hex.slice(16, 52), LINK_LETTERS, 22) : null,
    cvc_check: verdict.cvc_check,
    address_check: verdict.address_check,
  }
}

/** Good through the last day of its month. A two-digit year is of this century. */
function isExpired(card: PresentedCard, at: number): boolean {
  const year = card.expiry_year < 100 ? 2000 + card.expiry_year : card.expiry_year
  if (!(card.expiry_month >= 1 && card.expiry_month <= 12)) return true
  return at >= Date.UTC(year, card.expiry_month, 1) * 1000
}

/** Visa's transaction identifier has 15 digits; Mastercard's trace id is a reference and the day. */
function networkIdOf({ scheme }: Issuer, hex: string, at: number): string {
  if (scheme !== 'mastercard') return lettersOf(hex.slice(24, 48), '0123456789', 15)
  const day = new Date(at / 1000).toISOString().slice(5, 10).replace('-', '')
  return `MCC${lettersOf(hex.slice(24, 48), AUTH_LETTERS, 6)}${day}`
}

/** Takes from what an ordinary card may still spend today; less than asked where that is allowed. Undefined: not enough. */
function reserve({ store, one, at }: Ground, { asked, card, card_key }: Presented): number | undefined {
  if (testCardOf(card.number) !== undefined || asked.amount === 0) return asked.amount
  const key = [one.merchant_number, card_key, asked.currency] as const
  const day = spendingDay(at)
  const row = store.one<{ used: number }>(
    'select used from card where world = ? and card = ? and currency = ? and day = ?',
    ...key,
    day,
  )
  const left = limitOf(one.settings.seed, card_key, asked) - (row?.used ?? 0)
  const amount = asked.amount <= left ? asked.amount : asked.allows_partial && left > 0 ? left : undefined
  if (amount === undefined) return undefined
  store.run(
    `insert into card (world, card, currency, used, day) values (?, ?, ?, ?, ?) on conflict (world, card, currency)
      do update set used = excluded.used + case when day = excluded.day then used else 0 end, day = excluded.day`,
    ...key,
    amount,
    day,
  )
  return amount
}

function hold({ store, one, at }: Ground, presented: Presented, amount: number): void {
  const { asked, card, issuer, card_key, id } = presented
  const test = testCardOf(card.number)
  const expires_at = authorizationExpiry({
    scheme: issuer.scheme,
    initiated_by: asked.is_merchant_initiated ? 'merchant' : 'customer',
    is_estimate: asked.is_estimate,
    channel: 'ecommerce',
    at: instant(at),
  }).scheme_rule_at
  const row: AuthorizationRow = {
    world: one.merchant_number,
    acquirer: asked.acquirer,
    id,
    operation_reference: asked.operation_reference,
    reference: asked.reference,
    card: card_key,
    special: test === undefined ? 'ordinary' : `test ${test.after ?? ''}`,
    scheme: issuer.scheme,
    country: issuer.country,
    funding: issuer.funding,
    mcc: asked.mcc,
    currency: asked.currency,
    approved: amount,
    captured: 0,
    released: 0,
    refunded: 0,
    captures: 0,
    increments: 0,
    is_estimate: Number(asked.is_estimate),
    is_merchant_initiated: Number(asked.is_merchant_initiated),
    is_closed: 0,
    at,
    expires_at,
  }
  store.insert('authorization', row)
  one.next_due_at = Math.min(one.next_due_at, expires_at)
}

/** Estimates live on with each increment: thirty days more, as Mastercard has it. */
export const extendedTo = (row: AuthorizationRow, at: number): number =>
  row.is_estimate === 1 ? Math.max(row.expires_at, at + 30 * DAY_US) : row.expires_at
