/** What can be measured. Ratios are taken between two of these in the same round. */
export type SubjectName =
  | 'tpcb'
  | 'ledger_uniform'
  | 'ledger_hot'
  | 'ledger_failing'
  | 'bulk'
  | 'post_uniform'
  | 'post_hot'
  | 'naive_uniform'
  | 'naive_hot'
  | 'post_lone'
  | 'naive_lone'
  | 'payment_uniform'
  | 'payment_hot'
  | 'payment_lone'
  | 'payment_naive'
  | 'webhooks'
  | 'decisions'
  | 'growth_small'
  | 'growth_large'
  | 'cold_first'
  | 'cold_warm'

/** One measurement. CPU is per operation, in microseconds. */
export type Measured = {
  readonly per_s?: number
  readonly p50_ms?: number
  readonly p99_ms?: number
  readonly took_ms?: number
  readonly node_us?: number
  readonly postgres_us?: number
  /** What the load generator itself spent. */
  readonly load_us?: number
  /** Items of the average batch that reached PostgreSQL. */
  readonly batch?: number
}
export type Figure = 'per_s' | 'p50_ms' | 'p99_ms' | 'took_ms'

export type Subject = {
  readonly name: SubjectName
  /** Runs for about `seconds` and says what came of it. Throws when anything but success was answered. */
  run(seconds: number): Promise<Measured>
  close(): Promise<void>
}
