import type { MtHeaders } from './blocks.ts'
import type { MtField, Place } from './field.ts'

/** A message that is no statement: its headers, and the fields of block 4 in order. */
export type MtMessage = Place & {
  readonly headers: MtHeaders
  /** Three digits such as `103`; empty when block 2 is missing or cannot be read. */
  readonly type: string
  readonly fields: readonly MtField[]
}
