import type { Codec, Fields } from './codec.ts'
import type { Group } from './group.ts'

/** A version of a message that Florin writes, and the release of the standard whose names it has. */
export type Version = { readonly version: string; readonly release: number }

/** A repeating part, and what it stands in, where that is not the message itself. */
type ItemRow = { readonly item: Codec<object>; readonly within?: Codec<object> }

type Given<N extends string, F extends Fields, I extends Readonly<Record<string, ItemRow>>> = {
  /** Such as `pain.001`. */
  readonly name: N
  /** Such as `CstmrCdtTrfInitn`. */
  readonly root: string
  /** The release of each version that is written: `{ '001.09': 2019 }`; the first is the usual one. */
  readonly versions: Readonly<Record<string, number>>
  /** By their paths below the root element, what repeats without bound: payments, entries. */
  readonly items: I
  readonly noun: Group<F>
}

/** One kind of message. Any version is read; the ones that are named are written. */
export const messageKind = <N extends string, F extends Fields, I extends Readonly<Record<string, ItemRow>>>({
  versions,
  ...given
}: Given<N, F, I>) => ({
  ...given,
  versions: Object.entries(versions).map(
    ([version, release]): Version => ({ version: `${given.name}.${version}`, release }),
  ),
})
