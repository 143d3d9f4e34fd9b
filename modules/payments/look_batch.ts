import type { Id } from '../../kernel/id.ts'
import { type Money, money } from '../../kernel/money.ts'
import type { Instant, World } from '../../kernel/world.ts'
import { type Batcher, createBatcher, type Waiting } from '../../platform/batcher/batcher.ts'
import type { Database } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { OpenScope, TenantId } from '../../platform/scope.ts'
import type { Risk, RiskInput, RiskView } from '../risk/index.ts'
import type { CardView, Vault } from '../vault/index.ts'
import { latest } from './begin_batch.ts'
import { PAYMENTS_PER_BATCH_MAX, QUEUED_PAYMENTS_MAX } from './limits.ts'
import type { Parties } from './parties.ts'
import type { CustomerView, MerchantView, MethodView } from './parties_view.ts'
import type { Asked, PaymentOrder } from './payment.ts'

/** What a payment needs to know of others before anything is decided. */
export type LookItem = {
  readonly scope: OpenScope
  readonly at: Instant
  readonly amount: Money
  readonly merchant: Id<'mer'>
  readonly customer: Id<'cus'> | null
  readonly method: Id<'pm'> | null
  readonly token: Id<'tok'> | null
  readonly asked: Asked
}
/** As of the order's time. */
export const lookItemOf = (scope: OpenScope, order: PaymentOrder): LookItem => ({
  scope,
  at: order.created_at,
  amount: money(BigInt(order.amount), order.currency),
  merchant: order.merchant,
  customer: order.customer,
  method: order.payment_method,
  token: order.token,
  asked: order.asked,
})

export type Look = {
  /** Undefined: there is none. */
  readonly merchant: MerchantView | undefined
  readonly customer: CustomerView | undefined
  readonly method: MethodView | undefined
  readonly card: CardView | undefined
  /** Null without a card. */
  readonly risk: { readonly input: RiskInput; readonly view: RiskView } | null
}
type Job = Waiting<LookItem, Look>
type Deps = {
  readonly db: Database
  readonly world: World
  readonly lanes: number
  readonly parties: Pick<Parties, 'look'>
  readonly vault: Pick<Vault, 'describe'>
  readonly risk: Pick<Risk, 'look'>
}

/** The reads before a payment, for all that arrive together: parties, cards, then what risk has counted. */
export function createLookBatcher(deps: Deps): Batcher<LookItem, Look> {
  return createBatcher<LookItem, Look>({
    world: deps.world,
    lanes: Array.from({ length: deps.lanes }, (_, index) => deps.db.lane(`payments-look-${index}`)),
    weight_max: PAYMENTS_PER_BATCH_MAX,
    queue_max: QUEUED_PAYMENTS_MAX,
    weigh: () => 1,
    flush: (lane, tenant_id, jobs) => flush(deps, lane, tenant_id, jobs),
  })
}

const distinct = <T extends string>(items: readonly (T | null)[]): T[] => [
  ...new Set(items.filter((item): item is T => item !== null)),
]
const byId = <T extends string, V>(
  ids: readonly T[],
  views: readonly (V | undefined)[],
): Map<T, V | undefined> => new Map(ids.map((id, index) => [id, views[index]]))

async function flush(deps: Deps, lane: Lane, tenant_id: TenantId, jobs: readonly Job[]): Promise<void> {
  const items = jobs.map(({ item }) => item)
  const asked = {
    merchants: distinct(items.map(({ merchant }) => merchant)),
    customers: distinct(items.map(({ customer }) => customer)),
    methods: distinct(items.map(({ method }) => method)),
  }
  const views = await deps.parties.look(lane, tenant_id, asked)
  const merchants = byId(asked.merchants, views.merchants)
  const customers = byId(asked.customers, views.customers)
  const methods = byId(asked.methods, views.methods)
  const methodOf = ({ method }: LookItem) => (method === null ? undefined : methods.get(method))
  const tokens = items.map((item) => item.token ?? methodOf(item)?.token ?? null)
  const cards = await describe(deps, (items[0] as LookItem).scope, tokens)
  const looks = items.map((item, index): Look => {
    const merchant = merchants.get(item.merchant)
    const card = cards.get(tokens[index] ?? '')
    const customer = item.customer === null ? undefined : customers.get(item.customer)
    return { merchant, customer, method: methodOf(item), card, risk: null }
  })
  await settle(deps, lane, tenant_id, jobs, looks)
}

async function describe(
  { vault }: Deps,
  scope: OpenScope,
  tokens: readonly (Id<'tok'> | null)[],
): Promise<Map<string, CardView | undefined>> {
  const asked = distinct(tokens)
  return asked.length === 0 ? new Map() : byId<string, CardView>(asked, await vault.describe(scope, asked))
}

async function settle(
  { risk }: Deps,
  lane: Lane,
  tenant_id: TenantId,
  jobs: readonly Job[],
  looks: readonly Look[],
): Promise<void> {
  const inputs = looks.map(({ merchant, card }, index) =>
    card === undefined || merchant === undefined
      ? null
      : riskInputOf((jobs[index] as Job).item, merchant, card),
  )
  const asked = inputs.filter((input): input is RiskInput => input !== null)
  const views =
    asked.length === 0 ? [] : await risk.look(lane, tenant_id, latest(asked.map(({ at }) => at)), asked)
  let next = 0
  jobs.forEach((job, index) => {
    const look = looks[index] as Look
    const input = inputs[index] as RiskInput | null
    job.resolve(input === null ? look : { ...look, risk: { input, view: views[next++] as RiskView } })
  })
}

function riskInputOf(
  { at, amount, customer, merchant, asked }: LookItem,
  seller: MerchantView,
  card: CardView,
): RiskInput {
  return {
    amount,
    at,
    fingerprint: card.fingerprint,
    bin: card.bin,
    scheme: card.scheme,
    card_country: card.country,
    funding: card.funding,
    customer,
    merchant,
    merchant_country: seller.country,
    mcc: seller.mcc,
    device: asked.device ?? null,
    ip: asked.ip ?? null,
    ip_country: asked.ip_country ?? null,
    billing_country: asked.billing?.country ?? null,
    shipping_country: asked.shipping?.country ?? null,
    address: addressLine(asked),
    email: asked.email ?? null,
    initiator: asked.initiated_by,
    channel: asked.mit?.reason === 'recurring' ? 'recurring' : asked.channel,
  }
}

/** One line for one place: what velocity counts by. */
function addressLine({ shipping, billing }: Asked): string | null {
  const place = shipping ?? billing
  if (place?.line1 === undefined) return null
  return [place.line1, place.line2, place.postal_code, place.city, place.country]
    .filter((part) => part !== undefined)
    .join('|')
    .toLowerCase()
}
