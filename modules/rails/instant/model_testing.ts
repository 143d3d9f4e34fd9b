import assert from 'node:assert/strict'
import { type Instant, plusMs } from '../../../kernel/world.ts'
import type { PaymentOrderState } from '../payment_orders/payment_order.machine.ts'
import type { InstantRail } from '../codes/facts/instant_statuses.ts'
import { decide } from './decide.ts'
import { type InstantLaw, instantLaw } from './law.ts'
import { freshSending, type Sending, type SendingInput } from './sending.ts'

/** What the rail did with one message id. It is what moves money, and it knows a message again. */
type AtRail = 'unseen' | 'pending' | 'held' | 'settled' | 'rejected' | 'timed_out' | 'came_back'
type Wire = {
  readonly what: 'payment' | 'query'
  readonly attempt: number
  readonly asked_at: Instant
}
/** On its way to us. `of`: the request whose answer it is, as long as somebody waits for it. */
type Reply = { readonly attempt: number; readonly input: SendingInput; readonly of: Wire }

/** Everything: our rows, who works on them, what is on the way, and the rail, which knows who moved the money. */
export type Sys = {
  readonly now: Instant
  readonly order: PaymentOrderState
  readonly steps: number
  readonly rows: readonly Sending[]
  /** Has sent, or is about to. */
  readonly worker: (Wire & { readonly is_sent: boolean }) | null
  /** A worker that was taken for dead and says late that its message did not leave. */
  readonly ghost: Wire | null
  readonly to_rail: readonly Wire[]
  readonly to_us: readonly Reply[]
  readonly rail: readonly AtRail[]
  /** Transfers of money by the rail, and back. */
  readonly paid: number
  readonly returned: number
  readonly is_reviewed: boolean
  readonly contradictions: number
  /** What may still go wrong. */
  readonly mishaps: number
}

/** The law with clocks that are remembered, and few queries, so that a search ends. */
export function searchedLaw(): InstantLaw {
  const clocks = new Map<string, ReturnType<InstantLaw['clockOf']>>()
  const held = new Map<string, Instant | null>()
  const refusals = new Map<string, ReturnType<InstantLaw['readRefusal']>>()
  const remember = <T>(known: Map<string, T>, key: string, find: () => T): T => {
    const found = known.get(key)
    if (found !== undefined) return found
    const fresh = find()
    known.set(key, fresh)
    return fresh
  }
  return {
    ...instantLaw,
    clockOf: (rail, at) => remember(clocks, `${rail} ${at}`, () => instantLaw.clockOf(rail, at)),
    heldUntil: (rail, at) => remember(held, `${rail} ${at}`, () => instantLaw.heldUntil(rail, at)),
    readRefusal: (asked) => remember(refusals, JSON.stringify(asked), () => instantLaw.readRefusal(asked)),
    queryWait: (queries) => (queries === 1 ? 30_000 : 20 * 3_600_000),
    sendWait: (misses) => (misses === 1 ? 2_000 : undefined),
  }
}

export const begin = (rail: InstantRail, now: Instant, mishaps: number): Sys => ({
  now,
  order: 'scheduled',
  steps: 0,
  rows: [freshSending(rail, 'scheduled', 1, now)],
  worker: null,
  ghost: null,
  to_rail: [],
  to_us: [],
  rail: ['unseen'],
  paid: 0,
  returned: 0,
  is_reviewed: false,
  contradictions: 0,
  mishaps,
})

export type Step = { readonly name: string; readonly after: Sys }

/** Does what a worker or a callback does with an input, in one transaction. */
function apply(sys: Sys, attempt: number, input: SendingInput, law: InstantLaw): Sys {
  const row = sys.rows[attempt - 1]
  assert.ok(row !== undefined)
  const found = decide({ ...row, order: sys.order }, input, sys.now, law)
  const rows = sys.rows.with(attempt - 1, found.after)
  const wire: Wire | null = found.send === null ? null : { what: found.send, attempt, asked_at: sys.now }
  return {
    ...sys,
    order: found.after.order,
    steps: sys.steps + (found.move === null ? 0 : 1),
    rows: found.is_replaced
      ? [...rows, freshSending(row.rail, found.after.order, attempt + 1, sys.now)]
      : rows,
    rail: found.is_replaced ? [...sys.rail, 'unseen'] : sys.rail,
    // Whoever decides that something is sent, sends it; one who waits already takes it over.
    worker: wire === null ? sys.worker : { ...wire, is_sent: false },
    is_reviewed: sys.is_reviewed || found.review !== null || found.move?.needs_review === true,
    contradictions: sys.contradictions + (found.contradiction === null ? 0 : 1),
  }
}

const without = <T>(list: readonly T[], index: number): T[] => list.filter((_, at) => at !== index)
const same = (a: Wire, b: Wire): boolean =>
  a.what === b.what && a.attempt === b.attempt && (a.what === 'payment' || a.asked_at === b.asked_at)

/** What a status is, said of a message in such a state. */
const statusOf: Readonly<Record<Exclude<AtRail, 'unseen'>, readonly [string, string | null]>> = {
  pending: ['ACTC', null],
  held: ['ACWP', null],
  settled: ['ACSC', null],
  rejected: ['RJCT', 'AC04'],
  timed_out: ['RJCT', 'DS24'],
  came_back: ['RJCT', 'AC06'],
}
function answerOf(
  { rows }: Sys,
  state: Exclude<AtRail, 'unseen'>,
  is_confirmed: boolean,
): Extract<SendingInput, { kind: 'answer' }> {
  const [status, code] = statusOf[state]
  const reason_code = code === 'DS24' && rows[0]?.rail === 'sct_inst' ? 'AB05' : code
  return { kind: 'answer', status, reason_code, is_confirmed }
}

function atRail(sys: Sys, attempt: number, state: Exclude<AtRail, 'unseen'>): Sys {
  const was = sys.rail[attempt - 1]
  const pays = (state === 'held' || state === 'settled') && was !== 'held' ? 1 : 0
  return {
    ...sys,
    rail: sys.rail.with(attempt - 1, state),
    paid: sys.paid + pays,
    returned: sys.returned + (state === 'came_back' ? 1 : 0),
  }
}

/** What the rail may do with a message that reaches it. */
function* received(sys: Sys, index: number): Generator<Step> {
  const wire = sys.to_rail[index]
  assert.ok(wire !== undefined)
  const rest = { ...sys, to_rail: without(sys.to_rail, index) }
  const state = sys.rail[wire.attempt - 1] ?? 'unseen'
  const says = (name: string, after: Sys, input: SendingInput): Step => ({
    name,
    after: { ...after, to_us: [...after.to_us, { attempt: wire.attempt, input, of: wire }] },
  })
  if (wire.what === 'query') {
    const { asked_at } = wire
    const input: SendingInput =
      state === 'unseen' ? { kind: 'not_found', asked_at } : answerOf(sys, state, true)
    yield says('the rail is asked', rest, input)
    return
  }
  if (state !== 'unseen') {
    yield says('a duplicate is answered again', rest, answerOf(sys, state, false))
    const refused = { kind: 'answer', status: 'RJCT', reason_code: 'DUPL', is_confirmed: false } as const
    yield says('a duplicate is refused', rest, refused)
    return
  }
  for (const first of ['settled', 'pending', 'held', 'rejected', 'timed_out'] as const) {
    if (first === 'held' && sys.rows[0]?.rail === 'sct_inst') continue
    yield says(`the rail: ${first}`, atRail(rest, wire.attempt, first), answerOf(sys, first, false))
  }
}

/** What was open at the rail ends, and it says so. */
function* resolved(sys: Sys): Generator<Step> {
  for (const [index, state] of sys.rail.entries()) {
    const ends =
      state === 'pending'
        ? (['settled', 'rejected', 'timed_out'] as const)
        : state === 'held'
          ? (['settled', 'came_back'] as const)
          : []
    for (const end of ends) {
      const attempt = index + 1
      const of: Wire = { what: 'payment', attempt, asked_at: sys.now }
      const reply: Reply = { attempt, input: answerOf(sys, end, false), of }
      const after = atRail(sys, attempt, end)
      yield { name: `it ends: ${end}`, after: { ...after, to_us: [...after.to_us, reply] } }
    }
  }
}

/** An answer reaches us, for whoever waits for it or by itself. */
function* heard(sys: Sys, law: InstantLaw): Generator<Step> {
  for (const [index, { attempt, input, of }] of sys.to_us.entries()) {
    const { worker } = sys
    const left = { ...sys, to_us: without(sys.to_us, index) }
    if (worker?.is_sent === true && same(worker, of))
      yield { name: 'an answer', after: apply({ ...left, worker: null }, attempt, input, law) }
    // Answers to queries come to whoever asked, or not at all.
    if (of.what === 'query') continue
    yield { name: 'a callback', after: apply(left, attempt, input, law) }
    if (sys.mishaps > 0)
      yield {
        name: 'a callback that comes again',
        after: apply({ ...sys, mishaps: sys.mishaps - 1 }, attempt, input, law),
      }
  }
}

function* worked(sys: Sys, law: InstantLaw): Generator<Step> {
  const { worker } = sys
  if (worker === null) {
    const attempt = sys.rows.length
    const due_at = sys.rows[attempt - 1]?.due_at ?? null
    if (due_at === null) return
    // Messages are quick, unless something goes wrong.
    const isLate = due_at > sys.now && sys.to_rail.length + sys.to_us.length > 0
    if (isLate && sys.mishaps === 0) return
    const waited = {
      ...sys,
      now: due_at > sys.now ? due_at : sys.now,
      mishaps: sys.mishaps - (isLate ? 1 : 0),
    }
    yield { name: 'time passes', after: apply(waited, attempt, { kind: 'tick' }, law) }
    return
  }
  const { is_sent, ...wire } = worker
  if (!is_sent) {
    yield {
      name: 'sends',
      after: { ...sys, worker: { ...wire, is_sent: true }, to_rail: [...sys.to_rail, wire] },
    }
    return
  }
  // Nothing is on the way any more: it waits in vain.
  const isLost = ![...sys.to_rail, ...sys.to_us.map(({ of }) => of)].some((one) => same(one, wire))
  if (isLost) yield noAnswer(sys, wire, law)
  else if (wire.what === 'payment')
    yield {
      name: 'taken',
      after: apply({ ...sys, worker: null }, wire.attempt, { kind: 'taken' }, law),
    }
}

const noAnswer = (sys: Sys, { what, attempt }: Wire, law: InstantLaw): Step => {
  const input = { kind: 'no_answer', what, why: 'silence' } as const
  return { name: 'no answer', after: apply({ ...sys, worker: null }, attempt, input, law) }
}

/** Everything that may go wrong, each for one of the mishaps that are left. */
function* mishap(sys: Sys, law: InstantLaw): Generator<Step> {
  if (sys.mishaps === 0) return
  const bad = { ...sys, mishaps: sys.mishaps - 1 }
  const { worker, ghost } = sys
  for (const [index] of sys.to_rail.entries())
    yield { name: 'lost on the way there', after: { ...bad, to_rail: without(sys.to_rail, index) } }
  for (const [index] of sys.to_us.entries())
    yield { name: 'lost on the way back', after: { ...bad, to_us: without(sys.to_us, index) } }
  if (ghost !== null) {
    const { what, attempt } = ghost
    const input = { kind: 'not_sent', what, why: 'late', is_lasting: false } as const
    yield { name: 'a ghost tells', after: apply({ ...bad, ghost: null }, attempt, input, law) }
  }
  if (sys.order === 'scheduled') yield { name: 'cancelled', after: { ...bad, order: 'cancelled' } }
  if (worker === null) {
    const row = sys.rows.at(-1)
    if (row?.first_sent_at === null || row?.first_sent_at === undefined) return
    const until = law.clockOf(row.rail, row.first_sent_at).query_until
    if (until > sys.now)
      yield { name: 'days pass', after: { ...bad, now: until > sys.now ? until : plusMs(sys.now, 1) } }
    return
  }
  const { is_sent, ...wire } = worker
  const { what, attempt } = wire
  yield { name: 'crashes', after: { ...bad, worker: null } }
  if (is_sent) {
    yield noAnswer(bad, wire, law)
    if (what === 'payment') {
      const lie = answerOf(sys, 'timed_out', false)
      yield { name: 'a time-out that is none', after: apply({ ...bad, worker: null }, attempt, lie, law) }
    }
    return
  }
  yield { name: 'becomes a ghost', after: { ...bad, worker: null, ghost: wire } }
  for (const is_lasting of [false, true]) {
    const input = { kind: 'not_sent', what, why: 'no connection', is_lasting } as const
    yield { name: 'not sent', after: apply({ ...bad, worker: null }, attempt, input, law) }
  }
}

/** Everything that may happen next. */
export function* next(sys: Sys, law: InstantLaw): Generator<Step> {
  for (const { name, after } of every(sys, law)) yield { name, after: tidied(after) }
}
function* every(sys: Sys, law: InstantLaw): Generator<Step> {
  for (const index of sys.to_rail.keys()) yield* received(sys, index)
  yield* resolved(sys)
  yield* heard(sys, law)
  yield* worked(sys, law)
  yield* mishap(sys, law)
}

/** Questions and answers that nobody waits for any more make no difference. */
function tidied(sys: Sys): Sys {
  const { worker } = sys
  const isWanted = (of: Wire): boolean =>
    of.what === 'payment' || (worker?.is_sent === true && same(worker, of))
  return { ...sys, to_rail: sys.to_rail.filter(isWanted), to_us: sys.to_us.filter(({ of }) => isWanted(of)) }
}

const byText = (a: string, b: string): number => (a < b ? -1 : 1)

/** What makes a difference of a state: states that differ only by when they were reached, or in what nobody looks at, are one. */
export function keyOf(sys: Sys): string {
  const ago = (at: Instant | null): number | null =>
    at === null ? null : Math.round((at - sys.now) / 1_000_000)
  const rows = sys.rows.map((row, index) => {
    const { state, sends, misses, queries, status, held_until, first_sent_at, last_sent_at, due_at } = row
    if (index < sys.rows.length - 1) return state
    if (due_at === null) return [state, held_until !== null, status]
    return [
      state,
      sends,
      misses,
      Math.min(queries, 2),
      status,
      ago(held_until),
      ago(first_sent_at),
      ago(last_sent_at),
      ago(due_at),
    ]
  })
  const wire = ({ what, attempt, asked_at }: Wire) =>
    `${what} ${attempt} ${what === 'query' ? ago(asked_at) : ''}`
  const { worker, ghost, to_rail, to_us, now: _now, steps: _steps, rows: _rows, ...rest } = sys
  const replies = to_us.map(
    ({ input, of }) => `${wire(of)} ${Object.values({ ...input, asked_at: 0 }).join(' ')}`,
  )
  // No part has these signs in it. As JSON it took a third of the search.
  return [
    Object.values(rest).join(';'),
    rows.join(';'),
    worker && `${wire(worker)} ${worker.is_sent}`,
    ghost && wire(ghost),
    to_rail.map(wire).toSorted(byText).join(';'),
    replies.toSorted(byText).join(';'),
  ].join('|')
}

const FINAL: readonly PaymentOrderState[] = ['settled', 'returned', 'rejected', 'cancelled']
export const isOver = (sys: Sys): boolean =>
  FINAL.includes(sys.order) && sys.rows.at(-1)?.state !== 'coming_back'

/** What must hold in every state; the sentence says what does not. */
export function faultOf(sys: Sys): string | undefined {
  const { order, paid, returned, steps } = sys
  const moved = paid - returned
  if (paid > 1) return 'money moved twice'
  if ((order === 'rejected' || order === 'cancelled') && moved !== 0)
    return `money moved, and the order is ${order}`
  if (order === 'settled' && sys.rows.at(-1)?.state === 'settled' && moved !== 1)
    return 'no money moved, and the order is settled'
  if (order === 'returned' && (moved !== 0 || paid !== 1))
    return 'the order is returned, and money is not back'
  if (steps > 30) return `an order of ${steps} steps`
  if (sys.contradictions > 0) return 'an honest rail contradicted itself'
  return undefined
}

/** The other side answers from now on, and everything arrives: one step of that. Undefined: nothing is left to happen. */
export function fairStep(sys: Sys, law: InstantLaw, takes: 'settled' | 'rejected'): Sys | undefined {
  const steps = [...next({ ...sys, mishaps: 0 }, law)]
  const first = (name: string): Sys | undefined => steps.find((step) => step.name === name)?.after
  return (
    first('an answer') ??
    first('a callback') ??
    first(`the rail: ${takes}`) ??
    first('a duplicate is answered again') ??
    first('the rail is asked') ??
    first(`it ends: ${takes}`) ??
    first('it ends: came_back') ??
    first('sends') ??
    first('no answer') ??
    first('time passes')
  )
}
