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
