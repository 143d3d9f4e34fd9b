import { type Instant, instantText } from '../../kernel/world.ts'
import {
  packBool,
  packHash,
  packInstant,
  packInt4,
  packInt8,
  packText,
  packUuid,
  packIds,
} from '../../platform/batcher/pack.ts'
import { casts } from '../../platform/db/casts.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { KeyClaim } from '../../platform/idempotency/claim.ts'
import type { TenantId } from '../../platform/scope.ts'
import { RECORD_TYPES, type RiskAttempt } from '../risk/index.ts'
import type { NewAuthentication } from './authentication.ts'
import type { PlannedJob } from './finish_item.ts'
import type { PaymentOrder } from './payment.ts'

/** What is told of a payment, in the transaction that made it true. */
export type Told = {
  readonly id: string
  readonly type: string
  readonly body: string
  /** What it is about, when that is not the payment. */
  readonly object?: string
}

/** A new payment and, when something is about to be sent, its first attempt. */
export type BeginItem = {
  readonly claim?: KeyClaim
  readonly request_id: string
  readonly order: PaymentOrder
  readonly step: number
  readonly attempt: { readonly id: string; readonly account: string } | null
  /** What comes before any attempt, and the job that goes on with it when this process dies. */
  readonly authentication: { readonly begun: NewAuthentication; readonly job: PlannedJob } | null
  /** JSON of what risk and routing decided; null when they were not asked. */
  readonly decision: string | null
  /** Only when nothing is sent. */
  readonly told: Told | null
  /** What risk counts; null for what is not sent. */
  readonly counted: RiskAttempt | null
}

/** Ids of facts are UUIDs already. */
export const packUuids = (uuids: readonly string[]): Buffer =>
  packUuid(uuids, (uuid, out, at) => void Buffer.from(uuid.replaceAll('-', ''), 'hex').copy(out, at))

const begin = {
  name: 'payments_begin',
  text: `select payments.begin_payments($1::int8, $2::timestamptz, $3::timestamptz, ${casts(
    4,
    `uuid[] uuid[] text[] text[] text[] text[] int4[] int4[]
     uuid[] uuid[] uuid[] uuid[] uuid[] text[] text[] timestamptz[] int4[] text[] int8[] boolean[]
     uuid[] uuid[] text[] text[] uuid[] text[] uuid[] text[] text[] timestamptz[] text[]
     int4[] uuid[] text[] text[] text[] ${RECORD_TYPES.join(' ')}`,
  )})`,
}

/** Parameters k_*: which of the payments came under which key. */
function packKeys(items: readonly BeginItem[]): Buffer[] {
  const keyed = items.flatMap((item, index) =>
    item.claim === undefined ? [] : [{ item, claim: item.claim, first: index + 1 }],
  )
  return [
    packHash(keyed.map(({ claim }) => claim.key_hash)),
    packHash(keyed.map(({ claim }) => claim.fingerprint)),
    packText(keyed.map(({ claim }) => claim.key)),
    packText(keyed.map(({ claim }) => claim.route)),
    packText(keyed.map(({ claim }) => claim.fields)),
    packText(keyed.map(({ item }) => item.request_id)),
    packInt4(keyed.map(({ first }) => first)),
    packInt4(keyed.map(() => 1)),
  ]
}

/** Parameters t_places and f_*: the facts, and which item each belongs to. `more` belong to none, and come last. */
export function packTold(
  told: readonly (Told | null)[],
  objects: readonly string[],
  more: readonly Told[] = [],
): Buffer[] {
  let count = 0
  const places = told.map((one) => (one === null ? 0 : ++count))
  const own = told.flatMap((one, index) =>
    one === null ? [] : [{ ...one, object: one.object ?? (objects[index] as string) }],
  )
  const facts = [...own, ...more.map((one) => ({ ...one, object: one.object ?? null }))]
  return [
    packInt4(places),
    packUuids(facts.map(({ id }) => id)),
    packText(facts.map(({ type }) => type)),
    packText(facts.map(({ object }) => object)),
    packText(facts.map(({ body }) => body)),
  ]
}

export const packJobs = (jobs: readonly PlannedJob[]): Buffer[] => [
  packIds(jobs.map(({ id }) => id)),
  packText(jobs.map(({ kind }) => kind)),
  packText(jobs.map(({ unique_key }) => unique_key)),
  packInstant(jobs.map(({ run_at }) => run_at)),
  packText(jobs.map(({ body }) => JSON.stringify(body))),
]

export type BeginTimes = {
  readonly at: Instant
  readonly lease_until: Instant
  readonly packCounted: (attempts: readonly RiskAttempt[]) => Buffer[]
}

/** Writes a batch of new payments; one round trip. Raises unique_violation when an id or a key is known. */
export async function beginPayments(
  lane: Lane,
  tenant_id: TenantId,
  { at, lease_until, packCounted }: BeginTimes,
  items: readonly BeginItem[],
): Promise<void> {
  const orders = items.map(({ order }) => order)
  await lane.run(begin, [
    String(tenant_id),
    instantText(at),
    instantText(lease_until),
    ...packKeys(items),
    packIds(orders.map(({ id }) => id)),
    packIds(orders.map(({ merchant }) => merchant)),
    packIds(orders.map(({ customer }) => customer)),
    packIds(orders.map(({ payment_method }) => payment_method)),
    packIds(orders.map(({ token }) => token)),
    packText(orders.map(({ reference }) => reference)),
    packText(orders.map(({ asked }) => JSON.stringify(asked))),
    packInstant(orders.map(({ created_at }) => created_at)),
    packInt4(items.map(({ step }) => step)),
    packText(orders.map(({ currency }) => currency)),
    packInt8(orders.map(({ amount }) => amount)),
    packBool(orders.map(({ is_manual }) => is_manual)),
    packIds(items.map(({ attempt }) => attempt?.id ?? null)),
    packIds(
      items.map(({ attempt, authentication }) => attempt?.account ?? authentication?.begun.account ?? null),
    ),
    packText(items.map(({ decision }) => decision)),
    packText(items.map(({ request_id }) => request_id)),
    packIds(items.map(({ authentication }) => authentication?.begun.id ?? null)),
    packText(items.map(({ authentication }) => authentication?.begun.cause ?? null)),
    ...packJobs(items.flatMap(({ authentication }) => (authentication === null ? [] : [authentication.job]))),
    ...packTold(
      items.map(({ told }) => told),
      orders.map(({ id }) => id),
    ),
    ...packCounted(items.flatMap(({ counted }) => (counted === null ? [] : [counted]))),
  ])
}
