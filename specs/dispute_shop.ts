import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../kernel/assert.ts'
import { type Id, newId } from '../kernel/id.ts'
import { instant, instantText, parseInstant, plusMs, type World } from '../kernel/world.ts'
import { testAudit } from '../modules/audit/testing.ts'
import { createDisputes, type Dispute, type Disputes } from '../modules/disputes/index.ts'
import { type Asked, createPayments, type NewPayment, type Payments } from '../modules/payments/index.ts'
import { type Account, sandboxMerchantNumber } from '../modules/rails/index.ts'
import { createEventBus } from '../platform/bus/event_bus.ts'
import type { Database } from '../platform/db/database.ts'
import { createTestDatabase } from '../platform/db/testing.ts'
import type { DoorAnswer } from '../platform/http/doors.ts'
import { makeClaim } from '../platform/idempotency/fingerprint.ts'
import { createWorker } from '../platform/jobs/worker.ts'
import { readFeed } from '../platform/outbox/outbox.ts'
import type { OpenScope } from '../platform/scope.ts'
import { silentLog } from '../platform/telemetry/log.ts'
import { fakeable, movedWorld, openCards, openOutside, openSandbox, TOKEN } from './three_ds_world.ts'

export type Movement = {
  readonly acquirer: string
  readonly kind: string
  readonly gross: string
  readonly acquirer_fee: string
  readonly case_reference: string | null
}
export type Books = {
  readonly movements: readonly Movement[]
  readonly disputes: readonly {
    case_reference: string
    operation_reference: string
    stage: string
    status: string
    evidence: string | null
  }[]
}
export type Wanted = Partial<Asked> & { readonly amount?: number; readonly customer?: Id<'cus'> | null }
export type DisputeShop = Awaited<ReturnType<typeof openDisputeShop>>
/** A payment that was captured, and what its acquirer calls it. */
export type Sale = { readonly id: Id<'pay'>; readonly operation_reference: string; readonly amount: number }

type Acquirer = 'northgate' | 'tidewater' | 'ironbridge'
let keys = 0

/** Payments and disputes on a database of their own, with the simulated card world in this process. */
export async function openDisputeShop(acquirer: Acquirer) {
  const core = await openCore(acquirer)
  const { payments, disputes, ledger, vault, rails, scope, control } = core
  const merchant = await payments.parties.defaultMerchant(scope)
  const account = async (): Promise<Account> =>
    present(
      (await rails.accounts(scope)).find(({ connector }) => connector === acquirer),
      'the account',
    )
  /** What was told arrives, or is asked for. */
  const look = async (): Promise<void> => {
    await core.settle()
    if (acquirer !== 'tidewater') await disputes.watch(scope, (await account()).id)
  }
  return {
    payments,
    disputes,
    ledger,
    scope,
    merchant,
    account,
    control,
    look,
    fake: core.fake,
    /** Moves the clock of everybody, and lets the acquirers live through it; then our own jobs. */
    async ahead(ms: number): Promise<void> {
      core.ahead(ms)
      await core.settle()
    },
    async sell(more: Wanted = {}, card = 'pm_card_visa'): Promise<Sale> {
      const token = present(await vault.testCard(scope, card), card)
      return sell(core, { merchant, token }, more)
    },
    /** The cardholder's bank opens a case; the acquirer tells of it, or is asked. */
    async dispute(sale: Sale, reason = '13.1', amount?: number): Promise<Dispute> {
      const { operation_reference } = sale
      const part = amount === undefined ? {} : { amount: String(amount) }
      const kind = 'open_dispute'
      await control('POST', '/triggers', { kind, acquirer, operation_reference, reason, ...part })
      await look()
      const [found] = await disputes.list(scope, { payment: sale.id }, { before: undefined, limit: 1 })
      return present(found, 'the dispute')
    },
    books: () => control('GET', '/books') as Promise<Books>,
    ...callsOf(core),
    close: core.close,
  }
}

const claimOf = ({ tenant_id }: OpenScope, route: string) =>
  makeClaim(tenant_id, `dispute-${++keys}`, { route, body: {}, params: {}, query: {} })

type Core = Awaited<ReturnType<typeof openCore>>

async function openCore(acquirer: Acquirer) {
  const database = await createTestDatabase()
  const { db } = database
  const folder = await mkdtemp(join(tmpdir(), 'florin-disputes-'))
  const { world, ahead } = movedWorld()
  const outside = await openOutside(world, folder)
  const scope = await openSandbox(database, world)
  const audit = testAudit(db, world)
  const cards = await openCards({ database, world, folder, outside, acquirers: [acquirer] }, audit)
  const { vault, ledger, risk, routing } = cards
  const { rails, fake } = fakeable(cards.rails)
  const scopeOf = async (): Promise<OpenScope> => scope
  const payments: Payments = createPayments({
    db,
    world,
    audit,
    ledger,
    vault,
    risk,
    routing,
    scopeOf,
    log: silentLog,
    lanes: 1,
    rails,
    returnUrl: (name) => `http://127.0.0.1/v1/authentications/${name}/return`,
    onDispute: (within, account, news) => disputes.hear(within, account, news),
  })
  const disputes = createDisputes({ db, world, vault, payments, scopeOf, log: silentLog, rails })
  outside.answerBy((path, headers, body) => knock(payments, path, headers, body))
  const control = controlOf(outside.control, scope)
  const working = startWork({ db, world, payments, disputes, control })
  const close = async (): Promise<void> => {
    await working.stop()
    await payments.close()
    await ledger.close()
    await vault.close()
    await outside.close()
    await cards.vault_db.close()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
  const { settle } = working
  return { database, scope, ledger, payments, disputes, vault, rails, fake, ahead, control, settle, close }
}

/** An acquirer's callback at our door. */
function knock(
  payments: Payments,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: string,
): Promise<DoorAnswer> {
  const address = path.split('/').at(-1) ?? ''
  const door = present(payments.doors[0], 'the door')
  return door.open({ params: { address }, query: {}, headers, body, ip: '', request_id: 'req_spec' })
}

type Control = (method: string, path: string, body?: object) => Promise<unknown>

function controlOf(url: string, { tenant_id }: OpenScope): Control {
  const number = sandboxMerchantNumber(tenant_id)
  return async (method, path, body) => {
    const answer = await fetch(`${url}/worlds/${number}${path}`, {
      method,
      headers: { authorization: `Bearer ${TOKEN}` },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${text}`)
    return JSON.parse(text) as unknown
  }
}

type Workers = {
  readonly db: Database
  readonly world: World
  readonly payments: Payments
  readonly disputes: Disputes
  readonly control: Control
}

function startWork({ db, world, payments, disputes, control }: Workers) {
  const bus = createEventBus({ db, world })
  disputes.follow(bus)
  const failed: unknown[] = []
  const worker = createWorker({
    db,
    world,
    kinds: [...payments.jobs, ...disputes.jobs],
    observe: (event) => void (event.event === 'failed' && failed.push(event.error)),
  })
  return {
    /** Lets everybody do what is due. */
    async settle(): Promise<void> {
      await moveAcquirers(control, world)
      await bus.runOnce()
      await worker.drain()
      if (failed.length > 0) throw failed[0]
    },
    async stop(): Promise<void> {
      await worker.stop()
      await bus.close()
    },
  }
}

const usual: Asked = {
  channel: 'ecommerce',
  initiated_by: 'customer',
  mit: null,
  setup_future_usage: false,
  three_ds: 'automatic',
  allows_partial: false,
  is_estimate: false,
}

async function sell(
  { payments, scope }: Core,
  paid: Pick<NewPayment, 'merchant' | 'token'>,
  { amount = 2_000, customer = null, ...more }: Wanted,
): Promise<Sale> {
  const made = await payments.create(
    { ...scope, request_id: newId('req', scope.world) },
    {
      ...paid,
      amount,
      currency: 'USD',
      customer,
      method: null,
      reference: null,
      is_manual: false,
      is_confirmed: true,
      asked: { ...usual, ...more },
    },
    claimOf(scope, 'POST /v1/payments'),
    10_000,
  )
  if (!made.ok) throw new Error(JSON.stringify(made.error))
  const shown = JSON.parse(made.value.body.rendered) as {
    id: Id<'pay'>
    status: string
    attempt: { id: string }
  }
  if (shown.status !== 'succeeded') throw new Error(`the payment is ${shown.status}`)
  return { id: shown.id, operation_reference: shown.attempt.id.slice(4), amount }
}

function callsOf({ database: { db }, payments, disputes, scope }: Core) {
  const { tenant_id } = scope
  const stageOf = (route: string) => ({ claim: claimOf(scope, route), is_resumed: false })
  return {
    stageOf,
    give: (id: Id<'dsp'>, change: Parameters<Disputes['giveEvidence']>[2]) =>
      db.withTenant(tenant_id, (tx) => disputes.giveEvidence({ ...scope, db: tx }, id, change)),
    answer: (id: Id<'dsp'>, kind: 'submit' | 'accept', stage = stageOf(`POST ${kind}`)) =>
      disputes.answer(scope, id, kind, stage),
    async facts(id: string): Promise<string[]> {
      const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 10_000))
      return feed.filter(({ object_id }) => object_id === id).map(({ type }) => type.split('.')[1] ?? '')
    },
    async standing(id: Id<'pay'>) {
      const found = await payments.find(scope, id)
      if (!found.ok) throw new Error(found.error.code)
      return found.value.standing
    },
  }
}

/** Lets the acquirers live up to our now; their clocks run on while they are asked, so a step may come too late. */
async function moveAcquirers(control: Control, world: World): Promise<void> {
  for (let step_ms = 100; ; step_ms *= 2) {
    const { clock } = (await control('GET', '')) as { clock: { now: string } }
    const shown = present(parseInstant(clock.now), 'the clock of the acquirers')
    const to = instantText(plusMs(instant(Math.max(shown, world.now())), step_ms))
    try {
      await control('POST', '/clock', { to })
      return
    } catch (error) {
      if (step_ms > 10_000) throw error
    }
  }
}
