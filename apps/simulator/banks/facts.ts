import { DAY_US, HOUR_US, MINUTE_US } from '../limits.ts'

/**
 * Larkfield Bank, which is nobody's bank: 0999 is in the range of routing numbers of banks and is given to none; the German
 * bank code begins with a 9, which the Bundesbank gives to none.
 */
export const larkfield = {
  name: 'LARKFIELD BANK',
  routing_number: '099900001',
  bank_code: '99900001',
  bic: 'LRKFDEFFXXX',
} as const

export const bankCurrencies = ['USD', 'EUR'] as const
export type BankCurrency = (typeof bankCurrencies)[number]

/** What each account holds when the bank is first used, in minor units: 100 million. */
export const OPENING_MINOR = 10_000_000_000
/** The longest file that the bank takes. */
export const FILE_BYTES_MAX = 64 * 1024 * 1024
/** Between a file and its acknowledgement. */
export const ACK_AFTER_US = [2 * MINUTE_US, 9 * MINUTE_US] as const
/** The same content within this is refused as a duplicate. */
export const DUPLICATE_WITHIN_US = 7 * DAY_US
/** How long a fault without `ms` or `until_at` keeps files back, or a file half written. */
export const SILENT_US = 6 * HOUR_US
export const HALF_WRITTEN_US = MINUTE_US
