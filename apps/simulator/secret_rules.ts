import { type Currency, minorUnits } from '../../kernel/currency.ts'
import type { CardScheme } from '../../modules/rails/index.ts'
import { testCardOf } from './cards.ts'
import { DAY_US, HOUR_US, MINUTE_US } from './limits.ts'
import { type AcquirerName, type Asked, type AuthorizationRow, type Outcome, rejected } from './operation.ts'
import type { Store } from './store.ts'

/**
 * What acquirers do and do not write down, so that a router has something to find out. Listed for maintainers in
 * docs/guides/simulator.md. Amounts are whole units of the currency.
 */
type SecretRules = {
  readonly amount_max: number
  readonly approvals_per_card_and_hour: number
  /** Authorisations of at least `large_from` that a merchant may have in a day. */
  readonly large_from: number
  readonly large_per_day: number
  readonly captures_max: number
  /** Large authorisations are not captured sooner than this. */
  readonly capture_delay_us: number
  /** Of captures: cleared, and rejected hours later. Never of test numbers. */
  readonly late_rejection_share: number
  readonly late_rejection_after_us: number
  readonly currencies_refused: readonly Currency[]
  readonly schemes_refused: readonly CardScheme[]
  /** The same merchant reference, card and amount within this is taken for a double click; 0: never. */
  readonly duplicate_within_us: number
  /** Daily, by UTC: from minute to minute. */
  readonly maintenance_minutes: readonly [number, number] | null
}

export const secretRules: Readonly<Record<AcquirerName, SecretRules>> = {
  northgate: {
    amount_max: 25_000,
    approvals_per_card_and_hour: 40,
    large_from: 10_000,
    large_per_day: 5_000,
    captures_max: 20,
    capture_delay_us: 0,
    late_rejection_share: 0,
    late_rejection_after_us: 0,
    currencies_refused: ['KWD', 'ISK', 'CLP'],
    schemes_refused: [],
    duplicate_within_us: 0,
    maintenance_minutes: null,
  },
  tidewater: {
    amount_max: 100_000,
    approvals_per_card_and_hour: 60,
    large_from: 1_000,
    large_per_day: 20_000,
    captures_max: 8,
    capture_delay_us: MINUTE_US,
    late_rejection_share: 0.003,
    late_rejection_after_us: 5 * HOUR_US,
    currencies_refused: ['JPY', 'BRL'],
    schemes_refused: ['jcb', 'diners'],
    duplicate_within_us: 0,
    maintenance_minutes: [122, 126],
  },
  ironbridge: {
    amount_max: 15_000,
    approvals_per_card_and_hour: 25,
    large_from: 5_000,
    large_per_day: 10_000,
    captures_max: 30,
    capture_delay_us: 0,
    late_rejection_share: 0,
    late_rejection_after_us: 0,
    currencies_refused: ['CHF', 'KWD'],
    schemes_refused: ['amex'],
    duplicate_within_us: 5 * MINUTE_US,
    maintenance_minutes: [190, 192],
  },
}

export const unitsOf = (amount: number, currency: Currency): number => amount / 10 ** minorUnits(currency)

export function isInMaintenance(acquirer: AcquirerName, at: number): boolean {
  const window = secretRules[acquirer].maintenance_minutes
  const minute = Math.floor((at % DAY_US) / MINUTE_US)
  return window !== null && minute >= window[0] && minute < window[1]
}

/** What the acquirer itself refuses before the issuer is asked; undefined when it has nothing against it. */
export function refuseAuthorization(asked: Asked, scheme: CardScheme, at: number): Outcome | undefined {
  const rules = secretRules[asked.acquirer]
  if (isInMaintenance(asked.acquirer, at)) return rejected('maintenance', 'The service is not available.')
  if (rules.currencies_refused.includes(asked.currency))
    return rejected('not_configured', 'The merchant is not configured for this transaction.')
  if (rules.schemes_refused.includes(scheme))
    return rejected('not_configured', 'The merchant is not configured for this transaction.')
  if (unitsOf(asked.amount, asked.currency) > rules.amount_max)
    return rejected('amount_not_allowed', 'The amount is not allowed.')
  return undefined
}

type UseOf = {
  readonly store: Store
  readonly merchant_number: string
  readonly asked: Asked
  readonly card: string
}

/** Rules that count. Documented test numbers are not counted by card: whole test suites share them. */
export function refuseVelocity(
  { store, merchant_number, asked, card }: UseOf,
  at: number,
): Outcome | undefined {
  const rules = secretRules[asked.acquirer]
  const isTest = testCardOf(asked.card?.number ?? '') !== undefined
  if (unitsOf(asked.amount, asked.currency) >= rules.large_from) {
    const window_at = at - (at % DAY_US)
    if (count(store, [merchant_number, asked.acquirer, 'large', window_at]) > rules.large_per_day)
      return rejected('limit_reached', 'The limit of the merchant is reached.')
  }
  if (isTest) return undefined
  const uses = count(store, [merchant_number, asked.acquirer, card, at - (at % HOUR_US)])
  if (uses > rules.approvals_per_card_and_hour)
    return { kind: 'declined', id: '', network_code: '65', advice_code: null, cvc_check: 'not_checked' }
  return isDoubleClick(store, merchant_number, asked, card, at)
    ? { kind: 'declined', id: '', network_code: '94', advice_code: null, cvc_check: 'not_checked' }
    : undefined
}

function count(store: Store, key: [string, string, string, number]): number {
  const sql = `insert into usage values (?, ?, ?, ?, 1)
    on conflict (world, acquirer, subject, window_at) do update set uses = uses + 1 returning uses`
  return store.one<{ uses: number }>(sql, ...key)?.uses ?? 0
}

const doubleClickKey = (world: string, asked: Asked, card: string): [string, string, string] => [
  world,
  asked.acquirer,
  `double ${asked.reference} ${card} ${asked.amount}`,
]

function isDoubleClick(store: Store, world: string, asked: Asked, card: string, at: number): boolean {
  const within = secretRules[asked.acquirer].duplicate_within_us
  if (within === 0) return false
  const sql = 'select window_at from usage where world = ? and acquirer = ? and subject = ? and window_at > ?'
  return store.one(sql, ...doubleClickKey(world, asked, card), at - within) !== undefined
}

/** What the rule about double clicks compares with later. */
export function noteApproval({ store, merchant_number, asked, card }: UseOf, at: number): void {
  const isTest = testCardOf(asked.card?.number ?? '') !== undefined
  if (isTest || secretRules[asked.acquirer].duplicate_within_us === 0) return
  store.run(
    'insert or ignore into usage values (?, ?, ?, ?, 1)',
    ...doubleClickKey(merchant_number, asked, card),
    at,
  )
}

/** What is refused of a capture, by rules nobody was told. */
export function refuseCapture(asked: Asked, row: AuthorizationRow, at: number): Outcome | undefined {
  const rules = secretRules[asked.acquirer]
  if (isInMaintenance(asked.acquirer, at)) return rejected('maintenance', 'The service is not available.')
  if (row.captures >= rules.captures_max) return rejected('not_allowed', 'The capture is not allowed.')
  const isLarge = unitsOf(row.approved, row.currency) >= rules.large_from
  if (isLarge && at - row.at < rules.capture_delay_us)
    return rejected('too_early', 'The authorisation is not ready to be captured.')
  return undefined
}
