import { achReturnStage } from '../codes/ach.ts'
import type { SecCode } from './facts/sec_codes.ts'
import type { Layout } from './layout.ts'
import { forwardAddenda } from './layouts/addenda_records.ts'
import { returnAddenda } from './layouts/return_records.ts'
import type { AchAddenda, AddendaKind } from './model.ts'
import { readValues } from './records.ts'

/** Where an addenda record stands, which decides what its type code means. */
export type AddendaContext = { readonly is_iat: boolean; readonly sec_code: SecCode | undefined }

export const addendaLayouts: Readonly<Record<AddendaKind, Layout>> = { ...forwardAddenda, ...returnAddenda }

const byType: ReadonlyMap<string, AddendaKind> = new Map<string, AddendaKind>([
  ['05', 'payment'],
  ['10', 'iat_transaction'],
  ['11', 'iat_originator'],
  ['12', 'iat_originator_place'],
  ['13', 'iat_odfi'],
  ['14', 'iat_rdfi'],
  ['15', 'iat_receiver'],
  ['16', 'iat_receiver_place'],
  ['17', 'iat_remittance'],
  ['18', 'iat_correspondent'],
])

/** Whether an ODFI refuses a notification: C61 to C69. */
const isRefusalCode = (code: string): boolean => code >= 'C61' && code <= 'C69'

/** Which layout an addenda record has; undefined for a type code that the standard does not know. */
export function addendaKindOf(text: string, { is_iat, sec_code }: AddendaContext): AddendaKind | undefined {
  const type = text.slice(1, 3)
  const code = text.slice(3, 6)
  if (type === '02') return sec_code === 'MTE' ? 'machine_transfer' : 'point_of_sale'
  if (type === '98')
    return isRefusalCode(code) ? 'refused_notification' : is_iat ? 'iat_notification' : 'notification'
  if (type !== '99') return byType.get(type)
  const stage = achReturnStage(code)
  if (stage === 'dishonored') return 'dishonored_return'
  if (stage === 'contested') return 'contested_return'
  return is_iat ? 'iat_return' : 'return'
}

/** Reads an addenda record of 94 characters. */
export const readAddenda = (kind: AddendaKind, text: string): AchAddenda =>
  ({ kind, ...readValues(addendaLayouts[kind], text) }) as AchAddenda

/** The two characters that say what an addenda record is. */
export const typeCodeOf = (kind: AddendaKind): string => types[kind]
const types = Object.fromEntries(
  Object.entries(addendaLayouts).map(([kind, { fields }]) => [
    kind,
    fields.find(({ name }) => name === 'type_code')?.is ?? '',
  ]),
) as Readonly<Record<AddendaKind, string>>
