import fc from 'fast-check'
import { present } from '../../../kernel/assert.ts'
import { type Day, parseDay } from '../../../kernel/world.ts'
import type { DirectoryEntry, DirectoryRow } from './directory/row.ts'
import type { IdentifierFault, Reading } from './fault.ts'

/** A day of tests. */
export const day = (text: string): Day => present(parseDay(text), 'a day')
export const today = day('2026-01-15')

/** The rules of what was found, refused or noted, in order. */
export const rulesOf = (read: Reading<unknown>): readonly string[] =>
  (read.ok ? read.noted : read.error).map(({ rule }: IdentifierFault) => rule)

/** Bytes as they come from a file, in pieces that cut words. */
export async function* pieces(bytes: Uint8Array | string, size = 65_536): AsyncGenerator<Uint8Array> {
  const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes
  for (let at = 0; at < all.length; at += size) {
    await Promise.resolve()
    yield all.subarray(at, at + size)
  }
}

export type ReadAll = {
  readonly entries: number
  readonly rows: readonly DirectoryRow[]
  readonly faults: DirectoryEntry['faults']
}
export async function readAll(reader: AsyncIterable<DirectoryEntry>): Promise<ReadAll> {
  const entries: DirectoryEntry[] = []
  for await (const entry of reader) entries.push(entry)
  return {
    entries: entries.length,
    rows: entries.flatMap(({ rows }) => rows),
    faults: entries.flatMap(({ faults }) => faults),
  }
}

/** Text of any code points, lone halves of pairs included. fast-check's own takes seconds to begin. */
export const hostileText = (chars_max: number): fc.Arbitrary<string> =>
  fc
    .array(fc.oneof(fc.nat(0x7f), fc.nat(0x10_ffff)), { maxLength: chars_max })
    .map((codes) => String.fromCodePoint(...codes))
