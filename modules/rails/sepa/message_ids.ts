import { type Id, parseId, type Prefix } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import type { SequenceType } from '../rules/sepa/mandate.ts'

/** An id of ours in the letters of SEPA, which have no underscore: `ofl01k…`. */
export const sepaId = (id: Id<Prefix>): string => id.replace('_', '')

/** The id behind it; undefined for what others wrote. */
export function idOfSepa<P extends Prefix>(prefix: P, text: string | undefined): Id<P> | undefined {
  return text?.startsWith(prefix) === true
    ? parseId(prefix, `${prefix}_${text.slice(prefix.length)}`)
    : undefined
}

/** Orders of one file that a bank executes or collects together: a payment information in ISO 20022. */
export type GroupKey = {
  readonly effective_on: Day
  /** Of collections. */
  readonly sequence_type: SequenceType | null
}

const letters: Readonly<Record<SequenceType, string>> = { FRST: 'F', RCUR: 'R', FNAL: 'L', OOFF: 'O' }
const TRANSFER = 'T'

/** A group by its kind and day, `R1127`: the orders of a file lie within weeks, so no year is needed. */
export const groupName = ({ effective_on, sequence_type }: GroupKey): string =>
  (sequence_type === null ? TRANSFER : letters[sequence_type]) + effective_on.slice(5).replace('-', '')

/** What a bank calls a group of ours; 35 characters, as many as there may be. */
export const paymentInformationId = (file: Id<'ofl'>, group: GroupKey): string =>
  `${sepaId(file)}-${groupName(group)}`

const PAYMENT_ID = /^(ofl[0-9a-z]{26})-([FRLOT]\d{4})$/

/** The file and the group behind such a name; undefined for names that others gave. */
export function readPaymentInformationId(
  text: string,
): { readonly file: Id<'ofl'>; readonly group: string } | undefined {
  const found = PAYMENT_ID.exec(text)
  const file = idOfSepa('ofl', found?.[1])
  return file === undefined ? undefined : { file, group: found?.[2] ?? '' }
}

/** Whether collections stand in one group of one file: those that are given back together are named by it. */
export const isSameGroup = (one: GroupKey & InFile, other: GroupKey & InFile): boolean =>
  one.file === other.file && groupName(one) === groupName(other)
type InFile = { readonly file: Id<'ofl'> | null }

/** The description of an order that gives back what was collected twice; others say `REVERSAL`. */
export const DUPLICATE_REVERSAL = 'DUPLICATE'
