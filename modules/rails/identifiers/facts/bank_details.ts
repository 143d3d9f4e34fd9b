import { dated } from '../../cards/dated.ts'
import type { IdentifierScheme } from '../identifier.ts'

/** What a rail wants to know beside the numbers, by dotted path in the bank details. */
export type Need =
  | 'account_type'
  | 'purpose'
  | 'holder.name_kana'
  | 'holder.identification'
  | 'holder.address'
  | 'holder.address.postcode'
  | 'holder.address.region'
type Fields = Readonly<Record<string, IdentifierScheme>>
export type BankDetailsRow = {
  readonly rail: string
  /** `sepa`: every country of SEPA. `iban`: every country with IBANs. `*`: any country. */
  readonly country: string
  readonly currencies: readonly string[] | 'any'
  /** Ways to name the account: one of them must be whole. */
  readonly account: readonly Fields[]
  readonly optional?: Fields
  readonly needs?: readonly Need[]
  readonly holder_kind?: 'business' | 'individual'
  /** The most that one payment of the rail carries, in minor units of its first currency. */
  readonly amount_max_minor?: bigint
}
type More = Omit<BankDetailsRow, 'rail' | 'country' | 'currencies' | 'account'>

const row = (
  rail: string,
  country: string,
  currency: string,
  account: Fields | readonly Fields[],
  more: More = {},
): BankDetailsRow => ({
  rail,
  country,
  currencies: currency === '*' ? 'any' : currency.split(' '),
  account: Array.isArray(account) ? account : [account as Fields],
  ...more,
})

const iban: Fields = { iban: 'iban' }
const us: Fields = { routing_number: 'us_aba', account_number: 'us_account' }
const gb: Fields = { sort_code: 'gb_sort_code', account_number: 'gb_account' }
const india: Fields = { ifsc: 'in_ifsc', account_number: 'in_account' }
const australia: Fields = { bsb: 'au_bsb', account_number: 'au_account' }
const brazil: Fields = { ispb: 'br_ispb', agency: 'br_agency', account_number: 'br_account' }
const hongKong: Fields = { bank_code: 'hk_bank', branch_code: 'hk_branch', account_number: 'hk_account' }
const singapore: readonly Fields[] = [
  { bic: 'bic', account_number: 'sg_account' },
  { bank_code: 'sg_bank', branch_code: 'sg_branch', account_number: 'sg_account' },
]
const full_address = ['holder.address', 'holder.address.postcode'] as const

const rows: readonly BankDetailsRow[] = [
  row('ach', 'US', 'USD', us, { needs: ['account_type'] }),
  row('wire', 'US', 'USD', us, { needs: ['holder.address'] }),
  row('rtp', 'US', 'USD', us, { needs: ['account_type'] }),
  row('fednow', 'US', 'USD', us, { needs: ['account_type'] }),
  row(
    'eft',
    'CA',
    'CAD',
    { institution_number: 'ca_institution', transit_number: 'ca_transit', account_number: 'ca_account' },
    {
      needs: [...full_address, 'holder.address.region'],
      amount_max_minor: 20_000_000n,
    },
  ),
  row('fps', 'GB', 'GBP', [gb, iban], { amount_max_minor: 100_000_000n }),
  row('chaps', 'GB', 'GBP', [gb, iban]),
  row('bacs', 'GB', 'GBP', gb),
  row('sct', 'sepa', 'EUR', iban, { optional: { bic: 'bic' } }),
  row('sct_inst', 'sepa', 'EUR', iban, { optional: { bic: 'bic' } }),
  row('sdd_core', 'sepa', 'EUR', iban, { optional: { bic: 'bic' } }),
  row('sdd_b2b', 'sepa', 'EUR', iban, { optional: { bic: 'bic' }, holder_kind: 'business' }),
  row('becs', 'AU', 'AUD', australia, { needs: full_address }),
  row('npp', 'AU', 'AUD', australia),
  row('becs', 'NZ', 'NZD', { account_number: 'nz_account' }),
  row(
    'spei',
    'MX',
    'MXN',
    { clabe: 'mx_clabe' },
    { needs: ['holder.address.region', 'holder.address.postcode'] },
  ),
  row('imps', 'IN', 'INR', india, { needs: [...full_address, 'purpose'], amount_max_minor: 50_000_000n }),
  row('neft', 'IN', 'INR', india, { needs: [...full_address, 'purpose'] }),
  row('rtgs', 'IN', 'INR', india, { needs: [...full_address, 'purpose'] }),
  row('upi', 'IN', 'INR', [{ vpa: 'in_vpa' }, india]),
  row(
    'cnaps',
    'CN',
    'CNY',
    { cnaps_code: 'cn_cnaps', account_number: 'cn_account' },
    {
      optional: { bic: 'bic' },
      needs: ['purpose'],
      holder_kind: 'business',
    },
  ),
  row('fps', 'HK', 'HKD CNY', [hongKong, { fps_id: 'hk_fps_id' }]),
  row('chats', 'HK', 'HKD CNY USD EUR', hongKong),
  row('fast', 'SG', 'SGD', singapore),
  row('giro', 'SG', 'SGD', singapore),
  row('paynow', 'SG', 'SGD', { paynow: 'sg_paynow' }),
  row(
    'zengin',
    'JP',
    'JPY',
    { bank_code: 'jp_bank', branch_code: 'jp_branch', account_number: 'jp_account' },
    {
      needs: ['account_type', 'holder.name_kana'],
    },
  ),
  row('pix', 'BR', 'BRL', [{ pix_key: 'br_pix_key' }, brazil], { needs: ['holder.identification'] }),
  row(
    'ted',
    'BR',
    'BRL',
    [brazil, { bank_code: 'br_bank', agency: 'br_agency', account_number: 'br_account' }],
    {
      needs: ['holder.identification', 'account_type'],
    },
  ),
  row('local', 'AR', 'ARS', [{ cbu: 'ar_cbu' }, { alias: 'ar_alias' }]),
  row(
    'local',
    'CL',
    'CLP',
    { bank_code: 'cl_bank', account_number: 'cl_account' },
    {
      needs: ['holder.identification', 'account_type'],
    },
  ),
  row(
    'local',
    'CO',
    'COP',
    { bank_code: 'co_bank', account_number: 'co_account' },
    {
      needs: ['holder.identification', 'account_type'],
    },
  ),
  row('local', 'PE', 'PEN USD', { cci: 'pe_cci' }),
  row('local', 'AE', 'AED', iban, { needs: ['purpose'] }),
  row('local', 'BH', 'BHD', iban, { needs: ['purpose'] }),
  row('local', 'KW', 'KWD', iban, { needs: ['purpose'] }),
  row('local', 'SA', 'SAR', iban),
  row('local', 'QA', 'QAR', iban),
  row('local', 'OM', 'OMR', iban),
  row('local', 'TR', 'TRY', iban),
  row('local', 'IL', 'ILS', iban),
  row('local', 'PL', 'PLN', iban),
  row('local', 'CH', 'CHF', iban),
  row('local', 'SE', 'SEK', [iban, { clearing_number: 'se_clearing', account_number: 'se_account' }]),
  row('local', 'DK', 'DKK', [iban, { bank_code: 'dk_bank', account_number: 'dk_account' }]),
  row('local', 'NO', 'NOK', iban),
  row('local', 'CZ', 'CZK', iban),
  row('local', 'HU', 'HUF', iban),
  row('local', 'RO', 'RON', iban),
  row('local', 'ZA', 'ZAR', { branch_code: 'za_branch', account_number: 'za_account' }),
  row('local', 'NG', 'NGN', { bank_code: 'ng_bank', account_number: 'ng_nuban' }),
  row('local', 'KE', 'KES', [{ bank_code: 'ke_bank', account_number: 'ke_account' }, { phone: 'msisdn' }]),
  row('local', 'GH', 'GHS', [
    { sort_code: 'gh_sort_code', account_number: 'gh_account' },
    { phone: 'msisdn' },
  ]),
  row('local', 'KR', 'KRW', { bank_code: 'kr_bank', account_number: 'kr_account' }),
  row('local', 'TH', 'THB', { bank_code: 'th_bank', account_number: 'th_account' }),
  row('local', 'PH', 'PHP', { bank_code: 'ph_brstn', account_number: 'ph_account' }),
  row('local', 'ID', 'IDR', { bank_code: 'id_bank', account_number: 'id_account' }),
  row('local', 'MY', 'MYR', { bic: 'bic', account_number: 'my_account' }),
  row('local', 'VN', 'VND', { bank_code: 'vn_bank', account_number: 'vn_account' }, { needs: ['purpose'] }),
  row(
    'swift',
    'US',
    '*',
    [
      { routing_number: 'us_aba', account_number: 'us_account' },
      { bic: 'bic', account_number: 'us_account' },
    ],
    {
      needs: ['holder.address'],
    },
  ),
  row('swift', 'MX', '*', { bic: 'bic', clabe: 'mx_clabe' }, { needs: ['holder.address'] }),
  row('swift', '*', '*', { bic: 'bic', account_number: 'account' }, { needs: ['holder.address'] }),
  row('swift', 'iban', '*', { bic: 'bic', iban: 'iban' }, { needs: ['holder.address'] }),
]

/**
 * Where money goes, rail by rail. Rows of a country come before those of a group of countries; `iban` is the group of
 * countries whose accounts have IBANs.
 */
export const bankDetailsRows = dated<readonly BankDetailsRow[]>([
  {
    source:
      'ledger.md E3: beneficiary fields as Currencycloud and Airwallex publish them; rows of `local` are general knowledge: confirm with the bank that pays',
    effective_from: '2025-10-09',
    review_by: '2026-12-31',
    value: rows,
  },
])
