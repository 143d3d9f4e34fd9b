import type { WallTime } from '../../../../modules/rails/index.ts'

/** When the bank does what, by its own clock on TARGET days. */
export const sepaTimes = {
  /** Transfers that come later are executed on the next day. */
  transfer_cutoff: '17:00',
  transfers: '17:30',
  /** Collections must be there on the day before. */
  collection_cutoff: '17:00',
  collections: '08:30',
  /** Returns, refunds and answers to recalls. */
  answers: '10:00',
} as const satisfies Readonly<Record<string, WallTime>>

/** Reason codes by the last two digits of a special account; a customer learns them from the guide. */
export const specialCodes: Readonly<Record<string, string>> = {
  '01': 'AC01',
  '02': 'AC04',
  '03': 'AC06',
  '04': 'AC13',
  '05': 'AG01',
  '06': 'AG02',
  '07': 'AM04',
  '08': 'AM05',
  '09': 'BE05',
  '10': 'FF05',
  '11': 'MD01',
  '12': 'MD02',
  '13': 'MD06',
  '14': 'MD07',
  '15': 'MS02',
  '16': 'MS03',
  '17': 'RC01',
  '18': 'RR04',
  '19': 'SL01',
  '20': 'TM01',
  '21': 'FRAD',
  '22': 'CNOR',
}
/** A code that the table does not have. */
export const OTHER_CODE = 'MS03'

/** Why a recalled payment does not come back, by the last two digits. */
export const refusalCodes: Readonly<Record<string, string>> = {
  '01': 'CUST',
  '02': 'NOAS',
  '03': 'LEGL',
  '04': 'AC04',
  '05': 'AM04',
  '06': 'AGNT',
}

/** What ordinary payments come back with, where the settings of a world ask for returns; weights, not shares. */
export const returnShares: Readonly<
  Record<'ct' | 'dd', readonly (readonly [code: string, weight: number])[]>
> = {
  ct: [
    ['AC04', 5],
    ['AC01', 4],
    ['AG01', 1],
  ],
  dd: [
    ['AM04', 12],
    ['AC04', 3],
    ['MS03', 3],
    ['MD06', 2],
    ['MD01', 1],
  ],
}

/** TARGET days in which a payment comes back for ordinary reasons: EPC rulebooks. */
export const returnDays = { SCT: 3, CORE: 5, B2B: 3 } as const
/** Within a refund window, and beyond its end, in calendar days. */
export const refundDays = {
  MD06: { within: 49, beyond: 57 },
  MD01: { within: 335, beyond: 400 },
} as const

/** After how many TARGET days a recall is answered, and the money comes. */
export const recallDays = { answer: 2, money: 3 } as const
/** TARGET days after a collection in which its creditor may give it back: EPC rulebooks. */
export const REVERSAL_DAYS = 5
/** After how many TARGET days a payment of which nothing was said is rejected. */
export const SILENT_DAYS = 3
/** Entries of a batch that a statement lists one by one; a larger batch is one line. */
export const LISTED_MAX = 1_000
