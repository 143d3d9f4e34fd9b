/** What the load generator is told, as one line of JSON on its standard input. */
export type LoadPlan = {
  readonly port: number
  readonly path: string
  readonly authorization: string
  /** Closed loop: each connection sends its next request when the last was answered. */
  readonly connections: number
  /** Not counted; the requests are the same. */
  readonly warmup_s: number
  readonly seconds: number
  /** Transfers in a request; one goes as the body itself. */
  readonly transfers: number
  /** Account ids, 30 characters each, one after the other. */
  readonly accounts_file: string
  /** Those to draw from: from this one to the last. */
  readonly accounts_from: number
  /** What is asked for: a transfer between two drawn accounts, or a payment of a drawn card to a drawn merchant. */
  readonly kind: 'transfer' | 'payment'
  /** Of payments: how many of the ids, from the first, are merchants. */
  readonly merchants?: number
  /** Credit always this account, or pay always this merchant. */
  readonly hot?: number
  /** Makes the Idempotency-Keys of this run different from those of any other. */
  readonly run: string
}

/** What it answers, as one line of JSON on its standard output. */
export type LoadOutcome = {
  /** Answered within the run. */
  readonly requests: number
  /** Between the first and the last of those, so that a few slow ones are not rounded to the length of the run. */
  readonly per_s: number
  /** Every request that was answered, in the warm-up and after the end too. */
  readonly answered: number
  readonly p50_ms: number
  readonly p99_ms: number
  readonly max_ms: number
  /** Answers other than 2xx, by status; `0` counts connections that broke. */
  readonly errors: Readonly<Record<string, number>>
  readonly first_error?: string
  /** What the generator itself spent on each request: it must stay small beside what it measures. */
  readonly cpu_us: number
}
