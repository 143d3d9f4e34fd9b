import { assert, present } from '../../kernel/assert.ts'
import { pause, type World } from '../../kernel/world.ts'
import { paymentStates } from '../../modules/payments/index.ts'
import type { TenantId } from '../../platform/scope.ts'
import { brokenInvariants } from '../invariants.ts'
import { differences } from './payments_books.ts'
import { advance, ask, type Asked, type Caller, judge, post } from './payments_client.ts'
import type { PaymentsChaosReport, PaymentsStage } from './run_payments_chaos.ts'
import { readBooks } from './simulator_books.ts'

const LOOKS_MAX = 120
const REPLAYS_AT_ONCE = 8
const LOOK_PAUSE_MS = 700
const AHEAD_MS = 45_000

const openNow = `select (select count(*) from payments.payment where open_operation is not null or step % 100 = 4)
  + (select count(*) from payments.refund where step % 100 = 1 or step = 1) as open`
/** A minute is over for what dead processes had under way: leases are by the wall clock, which nobody can move. */
const endLeases = [
  'update payments.operation set lease_until = clock_timestamp() where lease_until > clock_timestamp()',
  `update platform.idempotency_key set lease_until = clock_timestamp()
    where state = 'in_progress' and lease_until > clock_timestamp()`,
]

/** Lets the sandbox's time pass until every operation has its outcome; how many had none at first. */
async function settleAll(world: World, { admin, caller }: PaymentsStage, round: number): Promise<number> {
  let first: number | undefined
  for (const sql of endLeases) await admin.query(sql)
  for (let look = 0; look < LOOKS_MAX; look++) {
    const { rows } = await admin.query<{ open: string }>(openNow)
    const open = Number(present(rows[0], 'a count').open)
    first ??= open
    if (open === 0) return first
    for (const sql of endLeases) await admin.query(sql)
    const by_ms = AHEAD_MS * (look < 20 ? 1 : 20)
    await advance(caller, `chaos-clock-${round}-${look}`, by_ms)
    await pause(world, LOOK_PAUSE_MS)
  }
  const { rows } = await admin.query<{ text: string }>(
    `select row_to_json(p)::text as text from payments.payment p where open_operation is not null or step % 100 = 4
     union all select row_to_json(r)::text from payments.refund r where step % 100 = 1
     union all select row_to_json(j)::text from platform.job j where kind = 'payments.inquire' limit 12`,
  )
  throw new Error(`still open: ${rows.map(({ text }) => text).join('\n')}`)
}

/** Every key once more: a final answer, and after that the same bytes. */
async function replayAll({ caller }: PaymentsStage, sent: readonly Asked[]): Promise<void> {
  const left = [...sent]
  const replay = async (): Promise<void> => {
    for (let one = left.pop(); one !== undefined; one = left.pop()) await replayOne(caller, one)
  }
  await Promise.all(Array.from({ length: REPLAYS_AT_ONCE }, replay))
}

async function replayOne(caller: Caller, one: Asked): Promise<void> {
  const wasOpen = one.status === 0 || one.status === 202
  if (one.status === 0) await ask(caller, one, { tries: 25 })
  assert(one.status !== 0, `${one.key} (${one.path}) has no answer at the end but ${one.last}`)
  const again = present(await post(caller, one), `an answer to the replay of ${one.key}`)
  assert(judge(again) === 'final', `${one.key} was answered ${again.status} ${again.text} at the end`)
  if (wasOpen) return
  assert(
    again.status === one.status && sameAnswer(again.text, one.answer),
    `${one.key} was answered ${one.status} ${one.answer}, then ${again.status} ${again.text}`,
  )
}

/** Problems name the request that they answer. */
function sameAnswer(a: string, b: string): boolean {
  const plain = (text: string): string =>
    JSON.stringify({ ...(JSON.parse(text) as object), request_id: null, instance: null, replay_of: null })
  return plain(a) === plain(b)
}

/** Exactly one payment for each key that was answered with one, and never two. */
async function countPayments({ admin }: PaymentsStage, sent: readonly Asked[]): Promise<number> {
  const { rows } = await admin.query<{ reference: string; count: string }>(
    'select reference, count(*)::text as count from payments.payment_order group by reference',
  )
  const counts = new Map(rows.map(({ reference, count }) => [reference, Number(count)]))
  const creations = sent.filter(({ path }) => path === '/v1/payments')
  for (const { key, status, answer } of creations) {
    const count = counts.get(key) ?? 0
    const isMade = status < 300 || answer.includes('pay_')
    assert(count <= 1 && (count === 1) === isMade, `${key} made ${count} payments and was answered ${answer}`)
  }
  return creations.length
}

async function tally({ admin }: PaymentsStage): Promise<Record<string, number>> {
  const { rows } = await admin.query<{ state: number; count: string }>(
    'select step % 100 as state, count(*)::text as count from payments.payment where tenant_id > 0 group by 1 order by 1',
  )
  return Object.fromEntries(
    rows.map(({ state, count }) => [paymentStates[state - 1] ?? state, Number(count)]),
  )
}

/** Waits until nothing is open, then compares everything with the acquirers' books. Stops the program. */
export async function accountForPayments(
  world: World,
  stage: PaymentsStage,
  sent: readonly Asked[],
): Promise<Omit<PaymentsChaosReport, 'simulator_kills'>> {
  const left_open = await settleAll(world, stage, 1)
  await replayAll(stage, sent)
  await settleAll(world, stage, 2)
  const payments = await countPayments(stage, sent)
  await stage.program.stop()
  const books = await readBooks({ world, ...stage })
  const { rows } = await stage.admin.query<{ tenant_id: TenantId; count: string }>(
    'select tenant_id, count(*)::text as count from payments.operation group by tenant_id',
  )
  assert(rows.length === 1, 'the run has one tenant')
  const { tenant_id, count } = present(rows[0], 'the operations of the run')
  const amiss = [
    ...(await differences(stage.admin, tenant_id, books)),
    ...(await brokenInvariants(stage.admin, tenant_id)),
  ]
  assert(amiss.length === 0, `${amiss.length} things are amiss:\n${amiss.slice(0, 20).join('\n')}`)
  return {
    keys: sent.length,
    payments,
    operations: Number(count),
    left_open,
    requests: sent.reduce((sum, one) => sum + one.tries, 0),
    effects: books.operations.filter(({ outcome }) => outcome === 'approved').length,
    by_state: await tally(stage),
  }
}
