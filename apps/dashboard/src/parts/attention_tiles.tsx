import type { ReactNode } from 'react'
import { shownAmount } from '../shape/amount.ts'
import { type Overview, shownRate, type Waiting } from '../shape/overview.ts'
import { away } from '../shape/when.ts'
import { Time } from './cells.tsx'
import { PageLink } from './page_link.tsx'

type TileProps = {
  title: string
  to: string
  search?: Readonly<Record<string, string>>
  count: number
  children: ReactNode
}

/** One number that leads to its list; in colour only when it asks for something. */
function Tile({ title, to, search = {}, count, children }: TileProps) {
  return (
    <li className="card p-3">
      <PageLink to={to} search={search} className="link inline-flex min-h-6 items-center font-medium">
        {title}
      </PageLink>
      <p className={`mt-1 text-2xl font-semibold tabular-nums ${count > 0 ? 'text-attention' : ''}`}>
        {count.toLocaleString('en')}
      </p>
      <div className="text-sm text-soft">{children}</div>
    </li>
  )
}

/** What waits for a person or for an outcome, each with the list where it is worked off. */
export function AttentionTiles({ overview }: { overview: Overview }) {
  const { unknowns, breaks, disputes, reviews, approvals } = overview
  const since = ({ oldest_at }: Waiting, otherwise: string): string =>
    oldest_at === null ? otherwise : `The oldest ${away(oldest_at, new Date(overview.until))}.`
  return (
    <ul
      className="mb-4 grid grid-cols-2 gap-3 lg:grid-cols-3 2xl:grid-cols-6"
      aria-label="What waits for a person"
    >
      <UnknownTile unknowns={unknowns} since={since} />
      <Tile title="Open breaks" to="/breaks" search={{ status: 'open' }} count={breaks.count}>
        <p>{since(breaks, 'No two books say different things.')}</p>
        {breaks.at_risk.map((amount) => (
          <p key={amount.currency} className="tabular-nums">
            {shownAmount(amount)} {amount.currency} at risk
          </p>
        ))}
      </Tile>
      <DisputeTile disputes={disputes} />
      <Tile title="In review" to="/payments" search={{ status: 'in_review' }} count={reviews.count}>
        {since(reviews, 'Risk rules hold no payment for a person.')}
      </Tile>
      <Tile title="Approvals" to="/approvals" search={{ state: 'open' }} count={approvals.count}>
        {since(approvals, 'Nothing needs a second pair of eyes.')}
      </Tile>
      <WebhookTile webhooks={overview.webhooks} />
    </ul>
  )
}

function UnknownTile(props: {
  unknowns: Overview['unknowns']
  since: (waiting: Waiting, otherwise: string) => string
}) {
  const { payments, payment_orders, payouts } = props.unknowns
  const [to, search] =
    payments.count === 0 && payment_orders.count > 0
      ? ['/payment-orders', { state: 'unknown' }]
      : ['/payments', { status: 'processing' }]
  const times = [payments.oldest_at, payment_orders.oldest_at].filter((at) => at !== null)
  const oldest_at = times.toSorted()[0] ?? null
  const count = payments.count + payment_orders.count
  return (
    <Tile title="Unresolved unknowns" to={to} search={search} count={count}>
      <p>{props.since({ count, oldest_at }, 'Every outcome is known.')}</p>
      {payment_orders.count > 0 && (
        <p>
          {payments.count} by card and{' '}
          <PageLink to="/payment-orders" search={{ state: 'unknown' }}>
            {payment_orders.count} by bank
          </PageLink>
          {payouts.count > 0 && `, ${payouts.count} of them for payouts`}.
        </p>
      )}
    </Tile>
  )
}

function DisputeTile({ disputes }: { disputes: Overview['disputes'] }) {
  const { needs_response, due_in_3_days, due_in_7_days, next_due_at } = disputes
  return (
    <Tile
      title="Disputes to answer"
      to="/disputes"
      search={{ status: 'needs_response' }}
      count={needs_response}
    >
      {next_due_at === null ? (
        <p>None waits for an answer.</p>
      ) : (
        <>
          <p>
            {due_in_3_days} due within 3 days, {due_in_7_days} within 7.
          </p>
          <p>
            The first by <Time at={next_due_at} />.
          </p>
        </>
      )}
    </Tile>
  )
}

/** Endpoints that do not hear us, and how well the others do. */
function WebhookTile({ webhooks }: { webhooks: Overview['webhooks'] }) {
  const { endpoints, disabled, failing, pending, success_rate_bps } = webhooks
  return (
    <Tile title="Webhooks failing" to="/webhooks" count={disabled + failing}>
      {endpoints === 0 ? (
        <p>No endpoint yet.</p>
      ) : (
        <>
          <p>
            {failing} failing and {disabled} off, of {endpoints}.
          </p>
          <p>
            {success_rate_bps === null
              ? 'Nothing was delivered yet'
              : `${shownRate(success_rate_bps)} of the latest arrived`}
            , {pending.toLocaleString('en')} on their way.
          </p>
        </>
      )}
    </Tile>
  )
}
