import { assert } from '../../../kernel/assert.ts'
import type { Faults } from '../faults.ts'
import type { Ground } from '../ground.ts'

/** Where something happens at the bank. Always inside a turn of the store. */
export type BankGround = Ground & { readonly faults: Faults }

/** A file that a customer has put into `inbound`, taken away from there. */
export type InboundFile = {
  readonly name: string
  readonly sha256: string
  readonly content: Buffer
}

/** What is told of an event that was played; undefined: it had become void. */
export type Told = Readonly<Record<string, unknown>> | undefined
/** Plays one kind of event of the bank. */
export type BankPlay = (ground: BankGround, body: Readonly<Record<string, unknown>>) => Told
/** By kind. Loaded before the first of them is played, so that codecs wait until somebody needs them. */
export type BankEvents = Readonly<Record<string, BankPlay>>

/** Reads one format of files. */
export type InboundReader = {
  readonly format: string
  recognises(content: Buffer): boolean
  /** Loads what it needs; then it is given files, and says what became of each in one word, such as `accepted`. */
  load(): Promise<(ground: BankGround, file: InboundFile) => string>
}

/**
 * Puts something on the world's calendar. `kind` is `bank_<family>_<what>`, its family a row of `registry.ts`. `body` is JSON.
 */
export function scheduleBank(ground: BankGround, at: number, kind: string, body: object = {}): void {
  assert(/^bank_[a-z]+_[a-z0-9_]+$/.test(kind), 'the kind of an event of the bank')
  ground.worlds.schedule(ground.one, at, kind, body)
}

/** Whether the calendar has such an event at that moment. */
export const isScheduled = ({ store, one }: BankGround, at: number, kind: string): boolean =>
  store.one('select id from due where world = ? and at = ? and kind = ?', one.merchant_number, at, kind) !==
  undefined
