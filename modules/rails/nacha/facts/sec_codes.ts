import type { Provenance } from '../../cards/dated.ts'
import type { EntryLayoutName } from '../layouts/entry_records.ts'

export type SecCode =
  | 'ACK'
  | 'ADV'
  | 'ARC'
  | 'ATX'
  | 'BOC'
  | 'CCD'
  | 'CIE'
  | 'COR'
  | 'CTX'
  | 'DNE'
  | 'ENR'
  | 'IAT'
  | 'MTE'
  | 'POP'
  | 'POS'
  | 'PPD'
  | 'RCK'
  | 'SHR'
  | 'TEL'
  | 'TRC'
  | 'TRX'
  | 'WEB'
  | 'XCK'
export type Sec = {
  readonly code: SecCode
  readonly name: string
  readonly layout: EntryLayoutName
  readonly sides: 'both' | 'credit' | 'debit'
  /** The type of addenda that a forward entry may have; `iat` is 10 to 18, `none` none. */
  readonly addenda: '02' | '05' | '98' | 'iat' | 'none'
  readonly addenda_min: number
  readonly addenda_max: number
}

export const secFacts: Provenance = {
  source: 'Nacha Operating Rules, article 2 and appendix 3, standard entry class codes',
  effective_from: '2021-06-30',
  review_by: '2027-06-30',
}

type Row = readonly [
  code: SecCode,
  name: string,
  layout: EntryLayoutName,
  sides: Sec['sides'],
  addenda: Sec['addenda'],
  addenda_min: number,
  addenda_max: number,
]
const rows: readonly Row[] = [
  ['ACK', 'acknowledgement of a corporate credit', 'acknowledgement', 'credit', '05', 0, 1],
  ['ADV', 'automated accounting advice', 'advice', 'both', 'none', 0, 0],
  ['ARC', 'accounts receivable', 'check', 'debit', 'none', 0, 0],
  ['ATX', 'acknowledgement of CTX', 'counted_acknowledgement', 'credit', '05', 0, 9999],
  ['BOC', 'back office conversion', 'check', 'debit', 'none', 0, 0],
  ['CCD', 'corporate credit or debit', 'plain', 'both', '05', 0, 1],
  ['CIE', 'customer initiated', 'customer_initiated', 'credit', '05', 0, 1],
  ['COR', 'notification of change', 'plain', 'both', '98', 1, 1],
  ['CTX', 'corporate trade exchange', 'counted', 'both', '05', 0, 9999],
  ['DNE', 'death notification', 'counted', 'both', '05', 1, 1],
  ['ENR', 'automated enrolment', 'counted', 'both', '05', 1, 9999],
  ['IAT', 'international', 'international', 'both', 'iat', 7, 14],
  ['MTE', 'machine transfer', 'plain', 'both', '02', 1, 1],
  ['POP', 'point of purchase', 'point_of_purchase', 'debit', 'none', 0, 0],
  ['POS', 'point of sale', 'plain', 'both', '02', 1, 1],
  ['PPD', 'prearranged payment or deposit', 'plain', 'both', '05', 0, 1],
  ['RCK', 're-presented check', 'check', 'debit', 'none', 0, 0],
  ['SHR', 'shared network', 'shared_network', 'both', '02', 1, 1],
  ['TEL', 'telephone initiated', 'plain', 'debit', 'none', 0, 0],
  ['TRC', 'check truncation', 'check_truncation', 'debit', 'none', 0, 0],
  ['TRX', 'check truncation exchange', 'counted', 'debit', '05', 0, 9999],
  ['WEB', 'internet initiated or mobile', 'plain', 'both', '05', 0, 1],
  ['XCK', 'destroyed check', 'check_truncation', 'debit', 'none', 0, 0],
]

export const secCodes: ReadonlyMap<string, Sec> = new Map(
  rows.map(([code, name, layout, sides, addenda, addenda_min, addenda_max]) => [
    code,
    { code, name, layout, sides, addenda, addenda_min, addenda_max },
  ]),
)
