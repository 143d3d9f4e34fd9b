import { present } from '../../kernel/assert.ts'
import type { Failure, Result } from '../../kernel/result.ts'
import { plusMs, type World } from '../../kernel/world.ts'
import type { KeyClaim } from '../idempotency/claim.ts'
import { breathe } from '../batcher/yield.ts'
import { makeClaim } from '../idempotency/fingerprint.ts'
import type { KeptAnswer, KeyedOutcome, KeyRuns } from '../idempotency/run.ts'
import type { Database, Db } from '../db/database.ts'
import { newId } from '../../kernel/id.ts'
import type { OpenScope, TenantId } from '../scope.ts'
import type { Tracing } from '../telemetry/tracing.ts'
import { parseTraceparent } from '../telemetry/traceparent.ts'
import type { Answers } from './answer.ts'
import type { Call } from './call.ts'
import type { Deadlines } from './deadlines.ts'
import { DEADLINE_MS, LONG_BODY_BYTES } from './limits.ts'
import type { Principal } from './principal.ts'
import type { Refusal } from './problem.ts'
import type { Refused, Taken } from './rate_limits.ts'
import { checkInput, type Input, parseBody } from './read_input.ts'
import type { RouteReply } from './route.ts'

type Ran = Result<RouteReply, Failure>

export type ServeOptions = {
  world: World
  db: Database
  keys: KeyRuns
  answers: Answers
  tracing: Pick<Tracing, 'span' | 'traceparent'> | undefined
  deadlines: Pick<Deadlines, 'begin' | 'end'>
  takeObject: (call: Call, tenant_and_object: string) => Taken
  limitFailure: (refused: Refused) => Failure
  failed: (call: Call, error: unknown) => void
}

/** Reads, checks, claims and runs a request whose caller is known, and answers it. */
export function createServe(options: ServeOptions) {
  const { answers, tracing, deadlines, failed } = options
  const checked = (call: Call, principal: Principal, sent: Result<unknown, Refusal>): void => {
    const input = sent.ok ? checkInput(call, sent.value) : sent
    if (!input.ok) return answers.refuse(call, input.error)
    const limited = limitObject(options, call, principal, input.value)
    if (limited !== undefined) return answers.refuse(call, limited)
    const run =
      tracing === undefined
        ? execute(options, call, principal, input.value)
        : traced(options, tracing, call, principal, input.value)
    deadlines.begin(call)
    run.then(
      () => deadlines.end(call),
      (error: unknown) => {
        deadlines.end(call)
        failed(call, error)
      },
    )
  }
  return (call: Call, principal: Principal, bytes: Buffer | null): void => {
    call.is_long = bytes !== null && bytes.length > LONG_BODY_BYTES
    const sent = parseBody(bytes)
    if (!call.is_long) return checked(call, principal, sent)
    breathe()
      .then(() => checked(call, principal, sent))
      .catch((error: unknown) => failed(call, error))
  }
}

function limitObject(
  options: ServeOptions,
  call: Call,
  principal: Principal,
  input: Input,
): Failure | undefined {
  const path = call.route.object_path
  if (path === null) return undefined
  const isInPath = Object.hasOwn(input.params, path[0] ?? '')
  let value: unknown = isInPath ? input.params : input.body
  for (const name of path) value = (value as Record<string, unknown> | undefined)?.[name]
  if (typeof value !== 'string') return undefined
  const { refused, state } = options.takeObject(call, `${principal.tenant_id}:${value}`)
  call.rate_state += `, ${state}`
  return refused === null ? undefined : options.limitFailure(refused)
}

/** The key's claim, or undefined when the caller gave no key. */
function claimOf(call: Call, principal: Principal, { body, params, query }: Input): KeyClaim | undefined {
  const key = call.idempotency_key
  if (key === null) return undefined
  return makeClaim(principal.tenant_id, key, { route: call.route.name, body, params, query })
}

/** Of a request without a key: nobody else will ever bring this one. */
const drawnClaim = ({ world }: ServeOptions, call: Call, { body, params, query }: Input): KeyClaim =>
  makeClaim(0n as TenantId, newId('req', world), { route: call.route.name, body, params, query })

async function traced(
  options: ServeOptions,
  tracing: Pick<Tracing, 'span' | 'traceparent'>,
  call: Call,
  principal: Principal,
  input: Input,
): Promise<void> {
  const { route } = call.route
  const attributes = {
    'http.request.method': route.method,
    'http.route': route.path,
    'florin.request_id': call.request_id,
  }
  const parent = parseTraceparent(call.request.headers['traceparent'] as string | undefined)
  await tracing.span(route.operation_id, { parent, kind: 'server', attributes }, async (span) => {
    const traceparent = tracing.traceparent() ?? input.traceparent
    call.trace = parseTraceparent(traceparent ?? undefined) ?? call.trace
    await execute(options, call, principal, { ...input, traceparent })
    span.set({ 'http.response.status_code': call.response.statusCode })
  })
}

function scopeOf({ world }: ServeOptions, call: Call, principal: Principal): OpenScope {
  const scope: OpenScope = {
    tenant_id: principal.tenant_id,
    actor: principal.actor,
    deadline_at: plusMs(world.now(), DEADLINE_MS),
    request_id: call.request_id,
    ip: call.ip,
    world: principal.world,
  }
  return principal.session === undefined ? scope : { ...scope, session: principal.session }
}

async function execute(options: ServeOptions, call: Call, principal: Principal, input: Input): Promise<void> {
  const { route } = call.route
  const { answers } = options
  const scope = scopeOf(options, call, principal)
  if (route.kind === 'read') return answer(answers, call, await route.run(scope, input))
  if (call.is_long) await breathe()
  const prepared = route.prepare === undefined ? undefined : await route.prepare(scope, input)
  if (prepared?.ok === false) return answers.refuse(call, prepared.error)
  const claim = claimOf(call, principal, prepared === undefined ? input : { ...input, body: prepared.value })
  if (route.kind === 'joined') {
    const ran = await route.run(scope, input, present(claim, 'the key of a joined route'))
    return answer(answers, call, ran)
  }
  if (claim === undefined) {
    const ran =
      route.kind === 'staged'
        ? await route.run(scope, input, { claim: drawnClaim(options, call, input), is_resumed: false })
        : await runWithoutKey(options.db, (db) => route.run({ ...scope, db }, input), scope)
    return answer(answers, call, ran)
  }
  const render = (result: Ran): KeptAnswer => answers.render(call, result)
  const outcome =
    route.kind === 'transaction'
      ? await options.keys.inTransaction(scope, claim, {
          run: (db) => route.run({ ...scope, db }, input),
          render,
        })
      : await options.keys.inStages(scope, claim, {
          run: (is_resumed) => route.run(scope, input, { claim, is_resumed }),
          render,
        })
  answerKeyed(answers, call, outcome)
}

const undone = new Error('a refused request keeps nothing')

/** A refusal undoes what the request wrote; thrown to roll back, it does not leave this function. */
async function runWithoutKey(db: Database, run: (tx: Db) => Promise<Ran>, scope: OpenScope): Promise<Ran> {
  let ran: Ran | undefined
  try {
    await db.withTenant(scope.tenant_id, async (tx) => {
      ran = await run(tx)
      if (!ran.ok) throw undone
    })
  } catch (error) {
    if (error !== undone) throw error
  }
  return present(ran, 'what the route answered')
}

function answer(answers: Answers, call: Call, ran: Ran): void | Promise<void> {
  if (ran.ok) return answers.reply(call, ran.value)
  else answers.refuse(call, ran.error)
}

function answerKeyed(answers: Answers, call: Call, outcome: KeyedOutcome<RouteReply>): void {
  if (outcome.is === 'replayed') return answers.replay(call, outcome.answer)
  if (outcome.is === 'refused') return answers.refuse(call, outcome.failure)
  const { result, answer: kept } = outcome
  // A secret is shown this once: what was stored is not what is sent.
  if (result.ok && result.value.kept !== undefined) void answers.reply(call, result.value)
  else if (result.ok)
    void answers.reply(call, { ...result.value, status: kept.status as 200, body: { rendered: kept.text } })
  else answers.refuse(call, result.error)
}
