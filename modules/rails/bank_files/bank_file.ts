import type { Id } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { FileFault } from '../files/fault.ts'

/** `received`: not read yet. `quarantined`: some of it is kept out until a person has looked. `refused`: all of it. */
export const bankFileStates = ['received', 'loaded', 'quarantined', 'refused'] as const
export type BankFileState = (typeof bankFileStates)[number]

/** A file of a bank. Its bytes never change, and the same bytes are the same file. */
export type BankFile = {
  readonly id: Id<'fil'>
  readonly name: string
  /** Hex. */
  readonly sha256: string
  readonly bytes: number
  /** How it came: `api`, `command_line`, and later the transports. */
  readonly source: string
  readonly state: BankFileState
  readonly format: string | null
  /** What it is, in words. */
  readonly title: string | null
  readonly refused: number
  readonly noted: number
  /** The first hundred. */
  readonly faults: readonly FileFault[]
  readonly received_at: Instant
  readonly read_at: Instant | null
}

/** As callers see it. */
export const bankFileJson = ({ faults, received_at, read_at, ...file }: BankFile) => ({
  ...file,
  faults: [...faults],
  received_at: instantText(received_at),
  read_at: read_at === null ? null : instantText(read_at),
})
