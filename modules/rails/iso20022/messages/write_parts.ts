import { assert } from '../../../../kernel/assert.ts'
import { err, ok, type Result } from '../../../../kernel/result.ts'
import type { Element } from '../../xml/element.ts'
import { writeElement, XML_HEAD } from '../../xml/write.ts'
import { type Item, type KindName, messageKinds, type Noun } from './kinds.ts'
import type { Codec } from './shape/codec.ts'
import { type Amount, scaledAmount, unscaled } from './shape/numbers.ts'
import { type Refusal, startWriting } from './shape/writing.ts'
import { documentOf, versionOf } from './write.ts'

/** The list whose parts are wanted: the path of its elements, and which of those lists it is, counted from 0. */
export type PartsWanted = { readonly path: string; readonly index: number }

type Rows = Readonly<Record<string, { readonly item: Codec<object> }>>
const rowsOf = (kind: KindName): Rows => messageKinds[kind].items

/**
 * A message of any length as pieces of text. `noun` holds everything but the payments or entries: their lists are
 * empty, and `partsOf` is asked for each list in turn. Its totals are the caller's, from `totalsOf` over a first pass.
 * What stands in `noun` is refused as in `writeMessage`; a part that cannot be written is a bug, so ask `partRefusals`
 * before.
 */
export function writeMessageParts<K extends KindName>(
  kind: K,
  noun: Noun<K>,
  partsOf: (wanted: PartsWanted) => Iterable<Item<K>>,
  version?: string,
): Result<Iterable<string>, readonly Refusal[]> {
  const pieces = piecesOf(kind, noun, version)
  if (!pieces.ok) return pieces
  const { print, parts } = pieces.value
  return ok(
    (function* written() {
      for (const piece of parts)
        if (typeof piece === 'string') yield piece
        else for (const part of partsOf(piece)) yield print(piece, part)
    })(),
  )
}

/** The same from a source that has to be waited for. */
export function writeMessagePartsAsync<K extends KindName>(
  kind: K,
  noun: Noun<K>,
  partsOf: (wanted: PartsWanted) => AsyncIterable<Item<K>>,
  version?: string,
): Result<AsyncIterable<string>, readonly Refusal[]> {
  const pieces = piecesOf(kind, noun, version)
  if (!pieces.ok) return pieces
  const { print, parts } = pieces.value
  return ok(
    (async function* written() {
      for (const piece of parts)
        if (typeof piece === 'string') yield piece
        else for await (const part of partsOf(piece)) yield print(piece, part)
    })(),
  )
}

/** What of a payment or entry the version cannot say; empty when it can be written. */
export function partRefusals<K extends KindName>(
  kind: K,
  path: string,
  part: Item<K>,
  version?: string,
): readonly Refusal[] {
  const row = rowsOf(kind)[path]
  const written = versionOf(kind, version)
  if (row === undefined || written === undefined) return [{ field: '', detail: 'there is no such list' }]
  const writing = startWriting(written.release)
  row.item.write(path, part, writing)
  return writing.refusals
}

/** The figures of a header: how many amounts, and their sum without regard to currencies. */
export function totalsOf(amounts: Iterable<Amount>): {
  readonly number_of_transactions: number
  readonly control_sum: string
} {
  let number_of_transactions = 0
  let units = 0n
  for (const amount of amounts) {
    number_of_transactions += 1
    units += scaledAmount(amount)
  }
  return { number_of_transactions, control_sum: unscaled(units) }
}

type Piece = string | (PartsWanted & { readonly depth: number })
type Pieces = { readonly parts: Iterable<Piece>; print(wanted: Piece, part: object): string }

function piecesOf<K extends KindName>(
  kind: K,
  noun: Noun<K>,
  version: string | undefined,
): Result<Pieces, readonly Refusal[]> {
  const rows = rowsOf(kind)
  const later = new Set(Object.values(rows).map(({ item }) => item))
  const document = documentOf(kind, noun, version, later)
  if (!document.ok) return document
  const release = versionOf(kind, version)?.release
  if (release === undefined) return err([])
  return ok({
    parts: textAround(document.value),
    print(wanted, part) {
      assert(typeof wanted !== 'string', 'a list is wanted')
      const writing = startWriting(release)
      const name = wanted.path.split('/').at(-1) ?? ''
      const element = rows[wanted.path]?.item.write(name, part, writing)
      assert(writing.refusals.length === 0, `a part cannot be written: ${writing.refusals[0]?.field}`)
      return element === undefined ? '' : writeElement(element, wanted.depth)
    },
  })
}

function* textAround(document: Element): Generator<Piece> {
  yield XML_HEAD
  yield* around(document, [], new Map())
}

/** The text of an element, opened up where a list has its place. `above` are the names of what it stands in. */
function* around(element: Element, above: readonly string[], counts: Map<string, number>): Generator<Piece> {
  if (!hasPlace(element)) {
    yield writeElement(element, above.length)
    return
  }
  const [open = '', close = ''] = writeElement({ ...element, children: [], text: PLACE }, above.length).split(
    PLACE,
  )
  yield `${open}\n`
  const names = [...above, element.name]
  for (const inside of element.children) {
    if (inside.name !== '') {
      yield* around(inside, names, counts)
      continue
    }
    // Below the document and its root element.
    const path = [...names, inside.text].slice(2).join('/')
    const index = counts.get(path) ?? 0
    counts.set(path, index + 1)
    yield { path, index, depth: names.length }
  }
  yield `${'  '.repeat(above.length)}${close}`
}

// No text of a message holds it, because XML cannot.
const PLACE = '\0'
const hasPlace = (element: Element): boolean =>
  element.children.some((inside) => inside.name === '' || hasPlace(inside))
