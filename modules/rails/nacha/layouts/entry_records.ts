import { type Field, fieldOf, type Layout, layout, type Row } from '../layout.ts'

/** What an entry of a special layout holds beyond what every entry has, as it stands in the record. */
export type EntryDetail =
  | 'addenda_count'
  | 'advice_routing_number'
  | 'card_account_number'
  | 'card_expiration'
  | 'check_serial_number'
  | 'control_field'
  | 'document_reference_number'
  | 'file_identification'
  | 'gateway_ofac_indicator'
  | 'item_research_number'
  | 'julian_day'
  | 'operator_mark'
  | 'operator_routing_number'
  | 'original_entry_trace_number'
  | 'secondary_ofac_indicator'
  | 'sequence_number'
  | 'terminal_city'
  | 'terminal_state'

/** Columns 40 to 78, where the entries of the classes differ. */
type Middle = readonly (readonly [
  name: EntryDetail | 'identification_number' | 'individual_name' | 'discretionary' | 'reserved',
  start: number,
  length: number,
  kind: 'n' | 'an' | 'blank',
  inclusion: 'M' | 'R' | 'O',
])[]

const head: readonly Row[] = [
  ['record_type', 1, 1, 'is', 'M', '6'],
  ['transaction_code', 2, 2, 'n', 'M'],
  ['routing_number', 4, 9, 'n', 'M'],
]
const account: readonly Row[] = [
  ['account_number', 13, 17, 'an', 'R'],
  ['amount', 30, 10, 'cents', 'M'],
]
const tail: readonly Row[] = [
  ['addenda_record_indicator', 79, 1, 'n', 'M'],
  ['trace_number', 80, 15, 'n', 'M'],
]
const receiver: Middle = [
  ['individual_name', 55, 22, 'an', 'R'],
  ['discretionary', 77, 2, 'an', 'O'],
]
/** Number of addenda, then the receiving company in sixteen characters. */
const counted: Middle = [
  ['addenda_count', 55, 4, 'n', 'M'],
  ['individual_name', 59, 16, 'an', 'R'],
  ['reserved', 75, 2, 'blank', 'O'],
  ['discretionary', 77, 2, 'an', 'O'],
]
const checked: Middle = [
  ['check_serial_number', 40, 15, 'an', 'M'],
  ['control_field', 55, 6, 'an', 'R'],
  ['item_research_number', 61, 16, 'an', 'R'],
  ['discretionary', 77, 2, 'an', 'O'],
]

const domestic = (title: string, middle: Middle): Layout =>
  layout(title, [...head, ...account, ...middle, ...tail])

/**
 * By the kind of entry. The two that stand in the place of a name and of the discretionary characters keep those names:
 * a receiving company is the `individual_name`, an item type or card transaction type is `discretionary`.
 */
const layouts = {
  plain: domestic('entry', [['identification_number', 40, 15, 'an', 'O'], ...receiver]),
  acknowledgement: domestic('acknowledgement entry', [
    ['original_entry_trace_number', 40, 15, 'n', 'M'],
    ...receiver,
  ]),
  counted_acknowledgement: domestic('acknowledgement entry with addenda', [
    ['original_entry_trace_number', 40, 15, 'n', 'M'],
    ...counted,
  ]),
  check: domestic('check entry', [['check_serial_number', 40, 15, 'an', 'M'], ...receiver]),
  check_truncation: domestic('check truncation entry', checked),
  counted: domestic('entry with a count of addenda', [
    ['identification_number', 40, 15, 'an', 'O'],
    ...counted,
  ]),
  customer_initiated: domestic('customer initiated entry', [
    ['individual_name', 40, 15, 'an', 'R'],
    ['identification_number', 55, 22, 'an', 'M'],
    ['discretionary', 77, 2, 'an', 'O'],
  ]),
  point_of_purchase: domestic('point of purchase entry', [
    ['check_serial_number', 40, 9, 'an', 'M'],
    ['terminal_city', 49, 4, 'an', 'R'],
    ['terminal_state', 53, 2, 'an', 'R'],
    ...receiver,
  ]),
  shared_network: domestic('shared network entry', [
    ['card_expiration', 40, 4, 'n', 'R'],
    ['document_reference_number', 44, 11, 'an', 'R'],
    ['card_account_number', 55, 22, 'an', 'R'],
    ['discretionary', 77, 2, 'an', 'O'],
  ]),
  international: layout('IAT entry', [
    ...head,
    ['addenda_count', 13, 4, 'n', 'M'],
    ['reserved', 17, 13, 'blank', 'O'],
    ['amount', 30, 10, 'cents', 'M'],
    ['account_number', 40, 35, 'an', 'M'],
    ['reserved', 75, 2, 'blank', 'O'],
    ['gateway_ofac_indicator', 77, 1, 'an', 'O'],
    ['secondary_ofac_indicator', 78, 1, 'an', 'O'],
    ...tail,
  ]),
  advice: layout('accounting advice entry', [
    ...head,
    ['account_number', 13, 15, 'an', 'R'],
    ['amount', 28, 12, 'cents', 'M'],
    ['advice_routing_number', 40, 9, 'n', 'M'],
    ['file_identification', 49, 5, 'an', 'O'],
    ['operator_mark', 54, 1, 'an', 'O'],
    ['individual_name', 55, 22, 'an', 'R'],
    ['discretionary', 77, 2, 'an', 'O'],
    ['addenda_record_indicator', 79, 1, 'n', 'M'],
    ['operator_routing_number', 80, 8, 'n', 'M'],
    ['julian_day', 88, 3, 'n', 'M'],
    ['sequence_number', 91, 4, 'n', 'M'],
  ]),
} satisfies Readonly<Record<string, Layout>>

export type EntryLayoutName = keyof typeof layouts
export type EntryLayout = {
  readonly name: EntryLayoutName
  readonly layout: Layout
  readonly transaction_code: Field
  readonly routing_number: Field
  readonly account_number: Field
  readonly amount: Field
  readonly addenda_record_indicator: Field
  /** Undefined in an advice, which is told apart by a sequence number. */
  readonly trace_number: Field | undefined
  readonly identification_number: Field | undefined
  readonly individual_name: Field | undefined
  readonly discretionary: Field | undefined
  readonly details: readonly (Field & { readonly name: EntryDetail })[]
}

const common = new Set([
  ...[...head, ...account, ...tail].map(([name]) => name),
  'identification_number',
  'individual_name',
  'discretionary',
  'reserved',
])
const isDetail = (field: Field): field is Field & { readonly name: EntryDetail } => !common.has(field.name)

function entryLayout(name: EntryLayoutName): EntryLayout {
  const of: Layout = layouts[name]
  const optional = (field: string) => of.fields.find((one) => one.name === field)
  return {
    name,
    layout: of,
    transaction_code: fieldOf(of, 'transaction_code'),
    routing_number: fieldOf(of, 'routing_number'),
    account_number: fieldOf(of, 'account_number'),
    amount: fieldOf(of, 'amount'),
    addenda_record_indicator: fieldOf(of, 'addenda_record_indicator'),
    trace_number: optional('trace_number'),
    identification_number: optional('identification_number'),
    individual_name: optional('individual_name'),
    discretionary: optional('discretionary'),
    details: of.fields.filter(isDetail),
  }
}

export const entryLayouts: Readonly<Record<EntryLayoutName, EntryLayout>> = {
  plain: entryLayout('plain'),
  acknowledgement: entryLayout('acknowledgement'),
  counted_acknowledgement: entryLayout('counted_acknowledgement'),
  check: entryLayout('check'),
  check_truncation: entryLayout('check_truncation'),
  counted: entryLayout('counted'),
  customer_initiated: entryLayout('customer_initiated'),
  point_of_purchase: entryLayout('point_of_purchase'),
  shared_network: entryLayout('shared_network'),
  international: entryLayout('international'),
  advice: entryLayout('advice'),
}
