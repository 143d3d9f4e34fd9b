import { Type as T } from 'typebox'
import { Amount, nullable, Timestamp } from '../../../platform/http/fields.ts'

const count = (description: string) => T.Integer({ minimum: 0, description })

const outcomes = {
  payments: count('Made in the span, by the time they were made, once there is anything to tell of them.'),
  approved: count('Authorised or taken, by the time of the approval.'),
  declined: count(
    'Declined for good or until the payer tries again, by the time of the decline. Attempts that another acquirer followed at once do not count.',
  ),
  blocked: count('Refused by risk rules or by a reviewer.'),
  success_rate_bps: nullable(
    T.Integer({
      minimum: 0,
      maximum: 10_000,
      description:
        'Hundredths of a per cent: approved, of approved, declined and blocked; rounded down. Null while there is none of them.',
    }),
  ),
}
const volume = {
  captured: Amount,
  refunded: Amount,
}

const OutcomeBucket = T.Object({ at: Timestamp, ...outcomes }, { $id: 'OverviewOutcomes' })
const VolumeBucket = T.Object({ at: Timestamp, ...outcomes, ...volume }, { $id: 'OverviewVolume' })

const Waiting = T.Object(
  {
    count: count('How many.'),
    oldest_at: nullable(Timestamp),
  },
  { $id: 'OverviewWaiting' },
)

export const OverviewReply = T.Object(
  {
    from: Timestamp,
    until: T.String({ format: 'date-time', description: 'Now, by the tenant’s clock.' }),
    bucket: T.Enum(['hour', 'day']),
    counted_until: T.String({
      format: 'date-time',
      description:
        'Up to when payments are counted: `until`, but for a while after an upgrade or under heavy load.',
    }),
    outcomes: T.Object({
      ...outcomes,
      buckets: T.Array(OutcomeBucket, { description: 'Oldest first, without gaps; all currencies.' }),
    }),
    currencies: T.Array(
      T.Object(
        {
          currency: T.String(),
          ...outcomes,
          captures: count('Captures, and payments that were taken at once.'),
          captured: T.Object(Amount.properties, {
            description: 'Sum of the captures, by the time of each. What came back later is not taken off.',
          }),
          refunds: count('Refunds that succeeded.'),
          refunded: Amount,
          refunds_returned: T.Object(Amount.properties, {
            description: 'Refunds that had succeeded and that the issuer sent back.',
          }),
          reversed: T.Object(Amount.properties, {
            description: 'Captures that an acquirer took back.',
          }),
          buckets: T.Array(VolumeBucket, { description: 'Oldest first, without gaps.' }),
        },
        { $id: 'OverviewCurrency' },
      ),
      { description: 'Each apart, since nothing is added over currencies; most payments first.' },
    ),
    answer_time: T.Object(
      {
        answers: count('Authorisations that their acquirer answered itself, by the time of the answer.'),
        p50_ms: nullable(T.Integer()),
        p99_ms: nullable(T.Integer()),
      },
      {
        description:
          'From the moment an authorisation was sent to its answer, by the tenant’s clock. Read from a scale of eight steps to a doubling: at most 9.1 % above the truth, never below.',
      },
    ),
    unknowns: T.Object(
      { payments: Waiting, payment_orders: Waiting, payouts: Waiting },
      {
        description:
          'Outcomes that nobody knows now. The order of a payout is counted as both; payouts are those of the 1,000 longest unknown orders.',
      },
    ),
    reviews: Waiting,
    approvals: Waiting,
    breaks: T.Object({
      count: count('Open ones.'),
      oldest_at: nullable(Timestamp),
      at_risk: T.Array(Amount, { description: 'One sum per currency.' }),
    }),
    disputes: T.Object({
      needs_response: count('Open ones that wait for an answer of ours.'),
      due_in_3_days: count('Of these, whose answer comes too late within three days, or is late already.'),
      due_in_7_days: count('The same within seven days.'),
      next_due_at: nullable(Timestamp),
    }),
    webhooks: T.Object({
      endpoints: count('All, disabled ones included.'),
      disabled: count('Switched off, by whomever.'),
      failing: count('On, and without a success since their first failure.'),
      pending: count('Deliveries on their way, counted up to 20,000.'),
      succeeded: count('Of the latest 1,000 deliveries.'),
      given_up: count('Of the latest 1,000 deliveries.'),
      success_rate_bps: nullable(
        T.Integer({ description: 'Hundredths of a per cent: succeeded, of succeeded and given up.' }),
      ),
    }),
  },
  { $id: 'Overview' },
)
