import { dated } from '../../cards/dated.ts'

/** The checks that a scheme can have beyond its shape; account_checks.ts has one for each. */
export type SchemeCheck =
  | 'aba'
  | 'cbu'
  | 'cci'
  | 'clabe'
  | 'cnpj'
  | 'cpf'
  | 'ifsc'
  | 'nit'
  | 'nric'
  | 'nz_account'
  | 'rut'

/**
 * One kind of number. `parts` names each part with its length and characters: `n` digits, `a` letters, `c` both, `k` a
 * digit or K, `x` a digit or X; a range of lengths is that of one part only. `print` is how people write it, in groups.
 * `pad`: shorter ones get zeros in front, up to that length.
 */
export type SchemeRow = {
  readonly country: string | null
  readonly name: string
  readonly parts: string
  readonly print?: string
  readonly pad?: number
  readonly check?: SchemeCheck
}

const americas = {
  us_aba: {
    country: 'US',
    name: 'routing number',
    parts: 'fed_routing_symbol:4n institution:4n check_digit:1n',
    check: 'aba',
  },
  us_account: { country: 'US', name: 'account number', parts: 'account:4-17c' },
  ca_institution: { country: 'CA', name: 'institution number', parts: 'institution:3n' },
  ca_transit: { country: 'CA', name: 'transit number', parts: 'transit:5n' },
  ca_account: { country: 'CA', name: 'account number', parts: 'account:7-21n' },
  mx_clabe: {
    country: 'MX',
    name: 'CLABE',
    parts: 'bank:3n city:3n account:11n check_digit:1n',
    print: '3 3 11 1',
    check: 'clabe',
  },
  br_ispb: { country: 'BR', name: 'ISPB', parts: 'ispb:8c' },
  br_bank: { country: 'BR', name: 'bank code (COMPE)', parts: 'bank:3n', pad: 3 },
  br_agency: { country: 'BR', name: 'agency', parts: 'agency:4n', pad: 4 },
  br_account: {
    country: 'BR',
    name: 'account number with its check digit',
    parts: 'account:1-13n check_digit:1x',
  },
  br_cpf: { country: 'BR', name: 'CPF', parts: 'number:9n check_digits:2n', print: '3.3.3-2', check: 'cpf' },
  br_cnpj: {
    country: 'BR',
    name: 'CNPJ',
    parts: 'root:8c branch:4c check_digits:2n',
    print: '2.3.3/4-2',
    check: 'cnpj',
  },
  ar_cbu: {
    country: 'AR',
    name: 'CBU or CVU',
    parts: 'bank:3n branch:4n check_digit:1n account:13n check_digit_2:1n',
    print: '8 14',
    check: 'cbu',
  },
  cl_rut: { country: 'CL', name: 'RUT', parts: 'number:7-8n check_digit:1k', check: 'rut' },
  cl_bank: { country: 'CL', name: 'bank code', parts: 'bank:3n', pad: 3 },
  cl_account: { country: 'CL', name: 'account number', parts: 'account:4-20n' },
  co_nit: {
    country: 'CO',
    name: 'NIT with its check digit',
    parts: 'number:8-10n check_digit:1n',
    check: 'nit',
  },
  co_document: { country: 'CO', name: 'document number', parts: 'document:5-15c' },
  co_bank: { country: 'CO', name: 'bank code', parts: 'bank:3-4n' },
  co_account: { country: 'CO', name: 'account number', parts: 'account:6-17n' },
  pe_cci: {
    country: 'PE',
    name: 'CCI',
    parts: 'bank:3n branch:3n account:12n check_digits:2n',
    print: '3 3 12 2',
    check: 'cci',
  },
} as const satisfies Record<string, SchemeRow>

const asia_pacific = {
  au_bsb: { country: 'AU', name: 'BSB', parts: 'bank:2n state:1n branch:3n', print: '3-3' },
  au_account: { country: 'AU', name: 'account number', parts: 'account:3-9n' },
  nz_account: {
    country: 'NZ',
    name: 'account number',
    parts: 'bank:2n branch:4n account:7n suffix:2-3n',
    print: '2-4-7-3',
    check: 'nz_account',
  },
  in_ifsc: { country: 'IN', name: 'IFSC', parts: 'bank:4a zero:1n branch:6c', check: 'ifsc' },
  in_account: { country: 'IN', name: 'account number', parts: 'account:1-20c' },
  cn_cnaps: { country: 'CN', name: 'CNAPS code', parts: 'bank:3n city:4n branch:4n check_digit:1n' },
  cn_account: { country: 'CN', name: 'account number', parts: 'account:8-32n' },
  hk_bank: { country: 'HK', name: 'bank code', parts: 'bank:3n' },
  hk_branch: { country: 'HK', name: 'branch code', parts: 'branch:3n' },
  hk_account: { country: 'HK', name: 'account number', parts: 'account:6-9n' },
  sg_bank: { country: 'SG', name: 'bank code', parts: 'bank:4n' },
  sg_branch: { country: 'SG', name: 'branch code', parts: 'branch:3n' },
  sg_account: { country: 'SG', name: 'account number', parts: 'account:5-14n' },
  sg_nric: {
    country: 'SG',
    name: 'NRIC or FIN',
    parts: 'series:1a number:7n check_letter:1a',
    check: 'nric',
  },
  sg_uen: { country: 'SG', name: 'UEN', parts: 'number:8-9c check_letter:1a' },
  jp_bank: { country: 'JP', name: 'bank code', parts: 'bank:4n', pad: 4 },
  jp_branch: { country: 'JP', name: 'branch code', parts: 'branch:3n', pad: 3 },
  jp_account: { country: 'JP', name: 'account number', parts: 'account:7n', pad: 7 },
  kr_bank: { country: 'KR', name: 'bank code', parts: 'bank:3n', pad: 3 },
  kr_account: { country: 'KR', name: 'account number', parts: 'account:10-16n' },
  th_bank: { country: 'TH', name: 'bank code', parts: 'bank:3n', pad: 3 },
  th_account: { country: 'TH', name: 'account number', parts: 'account:10-15n' },
  ph_brstn: { country: 'PH', name: 'BRSTN', parts: 'routing:9n' },
  ph_account: { country: 'PH', name: 'account number', parts: 'account:6-16n' },
  id_bank: { country: 'ID', name: 'bank code', parts: 'bank:3-7n' },
  id_account: { country: 'ID', name: 'account number', parts: 'account:6-20n' },
  my_account: { country: 'MY', name: 'account number', parts: 'account:6-17n' },
  vn_bank: { country: 'VN', name: 'bank code (BIN of NAPAS)', parts: 'bank:6n' },
  vn_account: { country: 'VN', name: 'account number', parts: 'account:6-19c' },
} as const satisfies Record<string, SchemeRow>

const europe_and_africa = {
  gb_sort_code: { country: 'GB', name: 'sort code', parts: 'sort_code:6n', print: '2-2-2' },
  gb_account: { country: 'GB', name: 'account number', parts: 'account:8n', pad: 8 },
  se_clearing: { country: 'SE', name: 'clearing number', parts: 'clearing:4-5n' },
  se_account: { country: 'SE', name: 'account number', parts: 'account:2-10n' },
  dk_bank: { country: 'DK', name: 'registration number', parts: 'bank:4n' },
  dk_account: { country: 'DK', name: 'account number', parts: 'account:10n', pad: 10 },
  ch_iid: { country: 'CH', name: 'institution number (IID)', parts: 'iid:3-5n' },
  za_branch: { country: 'ZA', name: 'branch code', parts: 'branch:6n' },
  za_account: { country: 'ZA', name: 'account number', parts: 'account:6-13n' },
  ng_bank: { country: 'NG', name: 'bank code', parts: 'bank:3-6n' },
  ng_nuban: { country: 'NG', name: 'NUBAN', parts: 'serial:9n check_digit:1n' },
  ke_bank: { country: 'KE', name: 'bank and branch code', parts: 'bank:2n branch:3n' },
  ke_account: { country: 'KE', name: 'account number', parts: 'account:6-14n' },
  gh_sort_code: { country: 'GH', name: 'sort code', parts: 'sort_code:6n' },
  gh_account: { country: 'GH', name: 'account number', parts: 'account:8-17n' },
} as const satisfies Record<string, SchemeRow>

/** Of a country whose accounts we know nothing about. */
const anywhere = {
  account: { country: null, name: 'account number', parts: 'account:1-34c' },
} as const satisfies Record<string, SchemeRow>

const rows = { ...americas, ...asia_pacific, ...europe_and_africa, ...anywhere }

/** Kinds of national numbers that money can be sent to, or by which a bank or an owner is known. */
export type AccountScheme = keyof typeof rows

export const accountSchemes = dated<Readonly<Record<AccountScheme, SchemeRow>>>([
  {
    source:
      'lengths as Currencycloud and Airwallex publish them for payouts; the others are general knowledge: confirm with the bank that pays',
    effective_from: '2024-01-01',
    review_by: '2026-12-31',
    value: rows,
  },
])
export const isAccountScheme = (name: string): name is AccountScheme => Object.hasOwn(rows, name)
