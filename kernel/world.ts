import { assert } from './assert.ts'

declare const brand: unique symbol
/** Microseconds since 1970-01-01T00:00:00Z, a whole number. Safe in a double until the year 2255. */
export type Instant = number & { readonly [brand]: 'Instant' }
/** A calendar day as `YYYY-MM-DD`. */
export type Day = string & { readonly [brand]: 'Day' }

export type Cancel = () => void

/** The only door to time and chance. Tidy forbids Date.now, Math.random and setTimeout elsewhere. */
export type World = {
  /** Wall time as this world sees it; never goes backwards within one process. */
  now(): Instant
  /** For measuring durations, in milliseconds with fractions; unrelated to `now`. */
  elapsed_ms(): number
  random(bytes: number): Uint8Array
  /** Calls `fn` once, `delay_ms` from now. The returned function cancels it. */
  after(delay_ms: number, fn: () => void): Cancel
}

const FIRST_AT = 1_767_225_600_000_000 as Instant // 2026-01-01T00:00:00Z
const LAST_AT = 7_258_118_400_000_000 // 2200-01-01T00:00:00Z

export function instant(micros: number): Instant {
  assert(Number.isSafeInteger(micros), 'an instant is a whole number of microseconds')
  assert(micros > -LAST_AT && micros < LAST_AT, 'an instant lies between 1740 and 2200')
  return micros as Instant
}

export const plusMs = (at: Instant, ms: number): Instant => instant(at + Math.round(ms * 1000))

const DAY_US = 86_400_000_000
const pad = (length: number): readonly string[] =>
  Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, '0'))
const two = pad(2)
const three = pad(3)
let named = { number: Number.NaN, text: '' }

/** Almost every instant of a moment lies on the same day, and Date is what takes the time. */
function dayNumbered(number: number): string {
  if (named.number !== number)
    named = { number, text: new Date(number * (DAY_US / 1_000)).toISOString().slice(0, 10) }
  return named.text
}

/** RFC 3339 in UTC with microseconds: `2026-11-21T02:46:00.000000Z`. */
export function instantText(at: Instant): string {
  const day = Math.floor(at / DAY_US)
  const micros = at - day * DAY_US
  const seconds = Math.floor(micros / 1_000_000)
  const rest = micros - seconds * 1_000_000
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const ms = Math.floor(rest / 1_000)
  return `${dayNumbered(day)}T${two[hours]}:${two[minutes - hours * 60]}:${two[seconds - minutes * 60]}.${three[ms]}${three[rest - ms * 1_000]}Z`
}

const RFC3339 = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:?\d\d|[+-]\d\d)$/

/** Reads RFC 3339 (and PostgreSQL's timestamptz text); digits below a microsecond are cut. */
export function parseInstant(text: string): Instant | undefined {
  const match = RFC3339.exec(text)
  if (match === null) return undefined
  const [, day, time, fraction = '', zone = 'Z'] = match
  const offset =
    zone.length === 3 ? `${zone}:00` : zone.length === 5 ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone
  const ms = Date.parse(`${day}T${time}${offset.toUpperCase()}`)
  if (Number.isNaN(ms) || parseDay(day ?? '') === undefined) return undefined
  const micros = ms * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  return Math.abs(micros) < LAST_AT ? (micros as Instant) : undefined
}

/** Reads RFC 3339, or a day: its first moment in UTC. */
export function parseMoment(text: string): Instant | undefined {
  const day = parseDay(text)
  return day === undefined ? parseInstant(text) : parseInstant(`${day}T00:00:00Z`)
}

export const dayOf = (at: Instant): Day => dayNumbered(Math.floor(at / DAY_US)) as Day

const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** A day that exists: `2026-02-30` is refused. */
export function parseDay(text: string): Day | undefined {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return undefined
  const [year, month, day] = [text.slice(0, 4), text.slice(5, 7), text.slice(8)].map(Number) as [
    number,
    number,
    number,
  ]
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)
  const last = (MONTH_DAYS[month - 1] ?? 0) + (month === 2 && isLeap ? 1 : 0)
  return day >= 1 && day <= last ? (text as Day) : undefined
}

export const startOfDay = (day: Day): Instant => instant(Date.parse(`${day}T00:00:00Z`) * 1000)

const POOL_BYTES = 16_384

export function realWorld(): World {
  let last = 0
  let pool = new Uint8Array(0)
  let used = 0
  return {
    now() {
      const at = Math.round((performance.timeOrigin + performance.now()) * 1000)
      // A wall clock that is set back must not make a later record look earlier than its predecessor.
      last = Math.max(last, at)
      return last as Instant
    },
    elapsed_ms: () => performance.now(),
    random(bytes) {
      assert(bytes > 0 && bytes <= POOL_BYTES)
      if (used + bytes > pool.length) {
        pool = crypto.getRandomValues(new Uint8Array(POOL_BYTES))
        used = 0
      }
      return pool.subarray(used, (used += bytes))
    },
    after(delay_ms, fn) {
      const timer = setTimeout(fn, delay_ms)
      return () => clearTimeout(timer)
    },
  }
}

export type SimWorld = World & {
  /** The only thing that moves time; runs every timer that falls due, in order. */
  advance(ms: number): void
  /** Milliseconds until the next timer, or undefined when none waits. */
  next_timer_ms(): number | undefined
}

/** The same seed gives the same run, to the last bit. */
export function simWorld(seed: bigint, start_at: Instant = FIRST_AT): SimWorld {
  let now: number = start_at
  let state = BigInt.asUintN(64, seed * 0x9e37_79b9_7f4a_7c15n + 1n)
  let timers: { at: number; order: number; fn: () => void }[] = []
  let order = 0
  const nextByte = (): number => {
    state = BigInt.asUintN(64, state * 6_364_136_223_846_793_005n + 1_442_695_040_888_963_407n)
    return Number(state >> 56n)
  }
  const takeDue = (until: number) => {
    timers.sort((a, b) => a.at - b.at || a.order - b.order)
    return timers[0] !== undefined && timers[0].at <= until ? timers.shift() : undefined
  }
  return {
    now: () => now as Instant,
    elapsed_ms: () => (now - start_at) / 1000,
    random: (bytes) => Uint8Array.from({ length: bytes }, nextByte),
    after(delay_ms, fn) {
      const timer = { at: now + Math.round(delay_ms * 1000), order: order++, fn }
      timers.push(timer)
      return () => {
        timers = timers.filter((other) => other !== timer)
      }
    },
    advance(ms) {
      const until = now + Math.round(ms * 1000)
      for (let timer = takeDue(until); timer !== undefined; timer = takeDue(until)) {
        now = Math.max(now, timer.at)
        timer.fn()
      }
      now = until
    },
    next_timer_ms() {
      const at = timers.reduce((least, timer) => Math.min(least, timer.at), Number.POSITIVE_INFINITY)
      return at === Number.POSITIVE_INFINITY ? undefined : Math.max(0, (at - now) / 1000)
    },
  }
}

/** A sandbox's own clock: chance and timers stay the world's, `now` is moved or frozen as the tenant set it. */
export type VirtualClock = { readonly frozen_at: Instant | null; readonly offset_us: number }

export function virtualWorld(world: World, clock: () => VirtualClock): World {
  return {
    ...world,
    now() {
      const { frozen_at, offset_us } = clock()
      return frozen_at ?? instant(world.now() + offset_us)
    },
  }
}

/** A promise that resolves `ms` later in this world. */
export const pause = (world: World, ms: number): Promise<void> =>
  new Promise((resolve) => void world.after(ms, resolve))
