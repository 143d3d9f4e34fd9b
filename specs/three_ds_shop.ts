import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { threeds } from '../connectors/threeds/connector.ts'
import { present } from '../kernel/assert.ts'
import { type Id, newId } from '../kernel/id.ts'
import type { Failure, Result } from '../kernel/result.ts'
import { type Asked, type Payments, routes } from '../modules/payments/index.ts'
import type { Rails } from '../modules/rails/index.ts'
import { defaultRules, type RuleDefinition } from '../modules/risk/index.ts'
import { movedWorld, openInside, openOutside, openSandbox } from './three_ds_world.ts'
import { createTestDatabase, type TestDatabase } from '../platform/db/testing.ts'
import type { DoorAnswer } from '../platform/http/doors.ts'
import type { Job } from '../platform/jobs/job.ts'
import { makeClaim } from '../platform/idempotency/fingerprint.ts'
import { readFeed } from '../platform/outbox/outbox.ts'
import type { OpenScope } from '../platform/scope.ts'

/** A payment as the API shows it. */
export type Shown = {
  readonly id: Id<'pay'>
  readonly status: string
  readonly attempts: number
  readonly next_action: { readonly type: string; readonly url: string } | null
  readonly three_ds: { status: string; eci: string | null; liability_shift: boolean } | null
  readonly decline: { decline_code: string; advice: string } | null
}
export type Wanted = Partial<Asked> & { readonly amount?: number }
export type Shop = {
  readonly database: TestDatabase
  readonly payments: Payments
  readonly scope: OpenScope
  /** Moves the clock of everybody: the shop's, and the simulated issuers'. */
  ahead(ms: number): void
  /** What the rails say, as long as it is set. */
  fake(rails: Partial<Rails>): void
  pay(card: string, more?: Wanted, key?: string): Promise<Shown>
  refusal(paying: Promise<Result<unknown, Failure>>): Promise<Record<string, unknown>>
  make(card: string, more?: Wanted, key?: string): ReturnType<Payments['create']>
  read(id: Id<'pay'>): Promise<Shown>
  /** What the cardholder's bank does with what they type. Answers where it sends the browser. */
  answer(url: string, answer: 'complete' | 'fail'): Promise<string>
  /** The browser at our door. */
  open(location: string): Promise<DoorAnswer>
  /** Runs the jobs that wait for authentications of a payment, whether due or not. */
  runJobs(): Promise<void>
  facts(id: Id<'pay'>): Promise<string[]>
  /** From now on every payment by card is challenged, and this becomes of it without 3-D Secure. */
  challengeAll(three_ds_unavailable: 'go_on' | 'decline'): Promise<void>
  confirm(id: Id<'pay'>, card?: string): ReturnType<Payments['confirm']>
  cancel(id: Id<'pay'>): ReturnType<Payments['cancel']>
  close(): Promise<void>
}

let keys = 0
let amounts = 0

type Options = { readonly acquirers?: readonly string[]; readonly wait_ms?: number }

async function openParts({ acquirers = ['northgate'] }: Options) {
  const database = await createTestDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'florin-three-ds-'))
  const { world, ahead } = movedWorld()
  const outside = await openOutside(world, folder)
  const scope = await openSandbox(database, world)
  const inside = await openInside({ database, world, folder, outside, scope, acquirers, three_ds: threeds })
  const { payments } = inside
  outside.answerBy((path, headers, body) => knock(payments, path, headers, body))
  const close = async (): Promise<void> => {
    await inside.close()
    await outside.close()
    await database.drop()
    await rm(folder, { recursive: true, force: true })
  }
  return { database, world, ahead, scope, inside, close }
}

/** Payments on a database of their own, with the simulated card world in this process. */
export async function openShop(options: Options = {}): Promise<Shop> {
  const { database, world, ahead, scope, inside, close } = await openParts(options)
  const { payments, vault } = inside
  const merchant = await payments.parties.defaultMerchant(scope)
  const tokenOf = async (card: string) => present(await vault.testCard(scope, card), card)
  const claimOf = (key: string, body: unknown) =>
    makeClaim(scope.tenant_id, key, { route: 'POST /v1/payments', body, params: {}, query: {} })
  const shop: Shop = {
    database,
    payments,
    scope,
    fake: inside.fake,
    ahead,
    close,
    async make(card, { amount = 2_500 + ++amounts, ...more } = {}, key = `three-ds-${++keys}`) {
      const asked = { ...usual, ...more }
      const order = { ...plain, amount, merchant, token: await tokenOf(card), asked }
      const claim = claimOf(key, { card, more })
      const own = { ...scope, request_id: newId('req', world) }
      return payments.create(own, order, claim, options.wait_ms ?? 10_000)
    },
    pay: async (card, more, key) => paidOf(await shop.make(card, more, key)),
    refusal: async (paying) => refusalOf(await paying),
    read: (id) => shownOf(payments, scope, id),
    answer,
    open: (location) => knock(payments, new URL(location).pathname),
    runJobs: () => runJobs(shop),
    facts: (id) => factsOf(shop, id),
    challengeAll: (three_ds_unavailable) =>
      database.db.withTenant(scope.tenant_id, async (db) => {
        const asked = {
          id: newId('rul', world),
          description: null,
          definition: { ...challenging, three_ds_unavailable },
        }
        await inside.risk.createRuleSet({ ...scope, db }, asked)
        await inside.risk.activateRuleSet({ ...scope, db }, asked.id)
      }),
    confirm: async (id, card) =>
      payments.confirm(scope, id, card === undefined ? {} : { token: await tokenOf(card) }),
    cancel: (id) =>
      payments.cancel(scope, id, {}, { claim: claimOf(`cancel-${++keys}`, {}), is_resumed: false }),
  }
  return shop
}

const challenging = {
  ...defaultRules,
  rules: [
    {
      name: 'everybody',
      text: 'Everybody is asked.',
      when: [{ field: 'channel', operator: 'in', values: ['ecommerce'] }],
      decision: 'challenge',
    },
  ],
} as const satisfies RuleDefinition

const usual: Asked = {
  channel: 'ecommerce',
  initiated_by: 'customer',
  mit: null,
  setup_future_usage: false,
  three_ds: 'automatic',
  allows_partial: false,
  is_estimate: false,
}
const plain = {
  currency: 'USD',
  customer: null,
  method: null,
  reference: null,
  is_manual: false,
  is_confirmed: true,
} as const

/** Goes to the door that an address of ours leads to. */
function knock(
  payments: Payments,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body = '',
): Promise<DoorAnswer> {
  const [, , noun, name = ''] = path.split('/')
  const door = present(
    payments.doors.find((one) => one.path.split('/')[2] === noun),
    'a door',
  )
  const params = { address: name, id: name }
  return door.open({ params, query: {}, headers, body, ip: '', request_id: 'req_spec' })
}

function paidOf(made: Awaited<ReturnType<Payments['create']>>): Shown {
  if (!made.ok) throw new Error(`${made.error.code}: ${JSON.stringify(made.error)}`)
  return JSON.parse(made.value.body.rendered) as Shown
}

function refusalOf(made: Result<unknown, Failure>): Record<string, unknown> {
  if (made.ok) throw new Error('it was not refused')
  return { code: made.error.code, ...made.error.members }
}

async function answer(url: string, said: 'complete' | 'fail'): Promise<string> {
  const body = new URLSearchParams({ answer: said, code: '1234' })
  const reply = await fetch(url, { method: 'POST', redirect: 'manual', body })
  return present(reply.headers.get('location') ?? undefined, 'where the bank leads to')
}

async function factsOf({ database: { db }, scope }: Shop, id: string): Promise<string[]> {
  const { tenant_id } = scope
  const feed = await db.withTenant(tenant_id, (tx) => readFeed(tx, tenant_id, 0n, 10_000))
  return feed.filter(({ object_id }) => object_id === id).map(({ type }) => type)
}

/** As `GET /v1/payments/{id}` answers. */
async function shownOf(payments: Payments, scope: OpenScope, id: Id<'pay'>): Promise<Shown> {
  const get = present(
    routes(payments).find(({ operation_id }) => operation_id === 'getPayment'),
    'the route',
  )
  const run = get.run as (scope: OpenScope, input: object) => ReturnType<Payments['create']>
  const answered = await run(scope, { params: { id } })
  if (!answered.ok) throw new Error(answered.error.code)
  return JSON.parse(answered.value.body.rendered) as Shown
}

async function runJobs({ database, payments, scope }: Shop): Promise<void> {
  const kind = present(
    payments.jobs.find((one) => one.kind === 'payments.authenticate'),
    'the kind of job',
  )
  const { rows } = await database.admin.query<{ id: Id<'job'>; body: string }>(
    `select id, body from platform.job where tenant_id = $1 and kind = $2 and state = 'waiting' order by id`,
    [scope.tenant_id, kind.kind],
  )
  const jobs = rows.map(
    ({ id, body }): Job => ({
      id,
      kind: kind.kind,
      unique_key: null,
      run_at: scope.world.now(),
      attempts: 1,
      fence: 1n,
      body,
    }),
  )
  const { signal } = new AbortController()
  await kind.run({ scope, jobs, signal, complete: async () => undefined })
}
