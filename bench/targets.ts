import type { Figure, SubjectName } from './subject.ts'

/** One row of the targets: `subject` divided by `against`, or an absolute figure when `against` is null. */
export type Target = {
  readonly name: string
  readonly title: string
  readonly subject: SubjectName
  readonly against: SubjectName | null
  readonly figure: Figure
  readonly better: 'more' | 'less'
  readonly must: number
  readonly stretch: number
  /** What the rest of the distance to the stretch goal consists of, as far as is known. */
  readonly between: string
}

const posting =
  'PostgreSQL has most of it: two index lookups and two row versions for the balances (a third of the time each waits for memory), and the row of the transfer with its index entry.'
const edge =
  'Node has most of it, on one core: reading HTTP, authentication, validation, the fingerprint, rendering and writing HTTP.'

const cards =
  'Two transactions and one call to an acquirer each: Node reads, decides, builds and reads messages, PostgreSQL writes nine rows.'

/** What Florin holds itself to, row by row. */
export const targets = [
  {
    name: 'ledger_uniform',
    title: 'ledger call, 1,000 a batch, uniform',
    subject: 'ledger_uniform',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 8,
    stretch: 13,
    between: posting,
  },
  {
    name: 'ledger_hot',
    title: 'ledger call, 1,000 a batch, one hot account',
    subject: 'ledger_hot',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 12,
    stretch: 20,
    between:
      'Batches queue for the hot account’s row lock, so from its update to the commit only one core works: the insert is the most of that.',
  },
  {
    name: 'ledger_failing',
    title: 'ledger call, 1,000 a batch, 1 % failing',
    subject: 'ledger_failing',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 4,
    stretch: 8,
    between:
      'Every such batch is tried on the fast path, refused, and judged again transfer by transfer in PL/pgSQL.',
  },
  {
    name: 'bulk',
    title: 'bulk over HTTP, 8,190 a request',
    subject: 'bulk',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 8,
    stretch: 14,
    between: `${posting} Reading and rendering a bulk comes on top.`,
  },
  {
    name: 'post',
    title: 'POST a ledger transfer, 256 connections, whole edge',
    subject: 'post_uniform',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 2.5,
    stretch: 4.5,
    between: edge,
  },
  {
    name: 'post_hot',
    title: 'the same against one hot account, to uniform',
    subject: 'post_hot',
    against: 'post_uniform',
    figure: 'per_s',
    better: 'more',
    must: 0.75,
    stretch: 1,
    between: 'Batches queue for the hot account’s row lock.',
  },
  {
    name: 'naive',
    title: 'to the naive same endpoint, uniform',
    subject: 'post_uniform',
    against: 'naive_uniform',
    figure: 'per_s',
    better: 'more',
    must: 6,
    stretch: 10,
    between: edge,
  },
  {
    name: 'naive_hot',
    title: 'to the naive same endpoint, hot',
    subject: 'post_hot',
    against: 'naive_hot',
    figure: 'per_s',
    better: 'more',
    must: 20,
    stretch: 20,
    between: edge,
  },
  {
    name: 'p99',
    title: 'p99 at 256 connections, to naive',
    subject: 'post_uniform',
    against: 'naive_uniform',
    figure: 'p99_ms',
    better: 'less',
    must: 0.4,
    stretch: 0.15,
    between:
      'At 256 connections the wait is the time 256 requests take: throughput, and pauses of garbage collection.',
  },
  {
    name: 'p50_lone',
    title: 'p50 of a lone request, to naive',
    subject: 'post_lone',
    against: 'naive_lone',
    figure: 'p50_ms',
    better: 'less',
    must: 1,
    stretch: 0.5,
    between:
      'One round trip instead of eight, but its statement costs what starting six statements costs: PostgreSQL reads the CHECKs and builds the plans’ state anew each time.',
  },
  {
    name: 'payment',
    title: 'POST a card payment, full path, 256 connections',
    subject: 'payment_uniform',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 1.5,
    stretch: 2.5,
    between: cards,
  },
  {
    name: 'payment_hot',
    title: 'card payments to one hot merchant, to uniform',
    subject: 'payment_hot',
    against: 'payment_uniform',
    figure: 'per_s',
    better: 'more',
    must: 0.75,
    stretch: 1,
    between: cards,
  },
  {
    name: 'payment_naive',
    title: 'card payments to the naive same endpoint',
    subject: 'payment_uniform',
    against: 'payment_naive',
    figure: 'per_s',
    better: 'more',
    must: 6,
    stretch: 10,
    between: cards,
  },
  {
    name: 'webhooks',
    title: 'webhook deliveries, signed and recorded',
    subject: 'webhooks',
    against: 'tpcb',
    figure: 'per_s',
    better: 'more',
    must: 1.5,
    stretch: 2.5,
    between: 'Node has most of it, on one core: signing, an HTTP request each, and the record of its answer.',
  },
  {
    name: 'decisions',
    title: 'risk and routing decide in process, p99, ms',
    subject: 'decisions',
    against: null,
    figure: 'p99_ms',
    better: 'less',
    must: 1,
    stretch: 0.1,
    between: 'Fifty rules of each kind are compared one after the other.',
  },
  {
    name: 'growth',
    title: 'ledger call with ten times the transfers, to with one',
    subject: 'growth_large',
    against: 'growth_small',
    figure: 'per_s',
    better: 'more',
    must: 0.9,
    stretch: 1,
    between: 'Indexes of ten times the size are a level deeper and further from the processor.',
  },
  {
    name: 'cold_first',
    title: 'first start to first answer, embedded, ms',
    subject: 'cold_first',
    against: null,
    figure: 'took_ms',
    better: 'less',
    must: 3_000,
    stretch: 1_500,
    between: 'initdb, the migrations, and loading the program.',
  },
  {
    name: 'cold_warm',
    title: 'later start to first answer, embedded, ms',
    subject: 'cold_warm',
    against: null,
    figure: 'took_ms',
    better: 'less',
    must: 1_000,
    stretch: 300,
    between: 'Starting PostgreSQL and loading the program.',
  },
] as const satisfies readonly Target[]
