import type { Instant } from '../../kernel/world.ts'

/** What can be made to go wrong at an acquirer, and what that means. */
export const faultKinds = {
  latency: 'The answer comes `ms` later (real time).',
  connection_refused:
    'Nothing listens: the call never leaves. The doors are shared, so all sandboxes meet it.',
  timeout_before_effect: 'No answer comes, and nothing happened.',
  timeout_after_effect: 'No answer comes, and yet it happened.',
  answer_lost: 'The connection breaks before the answer; it happened.',
  error_before_effect: 'An internal error is answered, and nothing happened.',
  error_after_effect: 'An internal error is answered, and yet it happened.',
  garbage: 'The answer cannot be read; it happened.',
  late_reversal: 'What was approved is taken back `ms` later (the sandbox’s clock; an hour when absent).',
  duplicate_callback: 'The callback comes twice.',
  callback_before_answer: 'The callback overtakes the answer.',
  contradictory_callback: 'A callback says the opposite. It is not true.',
  late_callback: 'The callback comes `ms` later (the sandbox’s clock).',
  lost_callback: 'The callback never comes.',
  outage: 'The acquirer answers everything with 503.',
  skewed_clock: 'The acquirer’s clock is off by `ms`.',
  wrong_fee:
    'The settlement report charges 1 % of the amount too much, at least 10 of its smallest unit. Strikes what is captured.',
  sftp_down: 'Nobody answers at the bank’s file server.',
  drop_after_upload: 'The connection breaks when a file was given its name, before that is answered.',
  ack_lost: 'The bank never acknowledges a file.',
  silent: 'The bank puts nothing out until the fault is over; then all of it.',
  half_written: 'A file of the bank is put out in two steps, under its final name from the first.',
  statement_missing: 'The statement of a day never comes, or comes `ms` later.',
  statement_twice: 'The statement of a day comes twice.',
  statement_wrong_total: 'The statement’s totals are wrong; with `ms` a right one comes so much later.',
  returns_twice: 'A file of returns comes again under another name.',
  returns_out_of_order: 'A later file of returns comes before an earlier one.',
} as const satisfies Readonly<Record<string, string>>
export type FaultKind = keyof typeof faultKinds

export const faultOperations = [
  'authorize',
  'capture',
  'void',
  'increment',
  'refund',
  'inquire',
  'report',
  'verify_payee',
  'instant_payment',
  'any',
] as const
export type FaultOperation = (typeof faultOperations)[number]

export type Fault = {
  readonly kind: FaultKind
  /** A connector such as `northgate`; null: every one. */
  readonly acquirer: string | null
  /** Null: every operation that moves money. */
  readonly operation: FaultOperation | null
  /** How often it strikes; null: until it is taken away. */
  readonly count: number | null
  /** Of a hundred operations, drawn from the sandbox's seed and the operation's reference. */
  readonly percent: number
  readonly ms: number | null
  /** Between these moments of the sandbox's clock. */
  readonly from_at: Instant | null
  readonly until_at: Instant | null
}
/** One that waits to strike, and how often it has. */
export type StandingFault = Fault & { readonly left: number | null; readonly uses: number }
