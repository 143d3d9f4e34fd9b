import type { Provenance } from '../../cards/dated.ts'
import type { CodeRow, RailAction } from '../actions.ts'

/** Who sends it. */
export type ReturnedBy =
  | 'rdfi'
  | 'ach_operator'
  | 'agency'
  | 'odfi'
  | 'gateway'
  | 'rdfi_or_gateway'
  | 'unknown'
/**
 * How long whoever sends it has. `from`: settlement of the original entry, the receiver’s refusal, or the settlement of
 * the return or of the dishonour that it answers.
 */
export type ReturnWindow =
  | {
      readonly kind: 'banking_days' | 'calendar_days'
      readonly days: number
      readonly from: 'settlement' | 'refusal' | 'return' | 'dishonor'
    }
  | { readonly kind: 'next_file' | 'agreed' | 'agency' | 'gateway' | 'none' }
/** What Nacha watches of an originator. */
export type ReturnBucket = 'unauthorized' | 'administrative'

export type AchReturnCode = CodeRow & {
  readonly by: ReturnedBy
  readonly window: ReturnWindow
  readonly bucket: ReturnBucket | null
  /** Since when it counts in its bucket; null: as long as the row holds. */
  readonly bucket_since: string | null
  /** Codes by which the other side may answer it. */
  readonly answers: readonly string[]
}

const twoDays: ReturnWindow = { kind: 'banking_days', days: 2, from: 'settlement' }
const sixtyDays: ReturnWindow = { kind: 'calendar_days', days: 60, from: 'settlement' }
const refusal: ReturnWindow = { kind: 'banking_days', days: 2, from: 'refusal' }
const nextFile: ReturnWindow = { kind: 'next_file' }
const agreed: ReturnWindow = { kind: 'agreed' }
const agency: ReturnWindow = { kind: 'agency' }
const gateway: ReturnWindow = { kind: 'gateway' }
const none: ReturnWindow = { kind: 'none' }

type Row = readonly [
  code: string,
  name: string,
  by: ReturnedBy,
  window: ReturnWindow,
  bucket: 'U' | 'A' | '',
  auto_action: RailAction,
  note?: string,
  then_action?: RailAction,
]

const provenance: Provenance = {
  source:
    'Nacha return reason codes: names from moov-io/ach addenda99.go and Increase; windows from PayNearMe, Galileo and Grailpay; actions from PNC, BankFiveNine and Stockman',
  effective_from: '2020-04-01',
  review_by: '2027-03-31',
}

// biome-ignore format: one row, one line, as in the rule book
const rows: readonly Row[] = [
  ['R01', 'Insufficient funds', 'rdfi', twoDays, '', 'RETRY_NSF', 'Align to payday; Company Entry Description RETRY PYMT.'],
  ['R02', 'Account closed', 'rdfi', twoDays, 'A', 'NEW_DETAILS'],
  ['R03', 'No account / unable to locate', 'rdfi', twoDays, 'A', 'NEW_DETAILS'],
  ['R04', 'Invalid account number structure', 'rdfi', twoDays, 'A', 'NEW_DETAILS', 'Validate what is typed in.'],
  ['R05', 'Unauthorized debit to consumer account using corporate SEC code', 'rdfi', sixtyDays, 'U', 'REVOKE_MANDATE', 'Fix the SEC code (WEB or PPD); freeze the account for review.', 'OPS_REVIEW'],
  ['R06', 'Returned per ODFI request', 'rdfi', agreed, '', 'NONE', 'Match to your own request.'],
  ['R07', 'Authorization revoked by customer', 'rdfi', sixtyDays, 'U', 'REVOKE_MANDATE', 'Never again without a new authorization.'],
  ['R08', 'Payment stopped', 'rdfi', twoDays, '', 'STOP_THIS_PAYMENT', 'Again only when the Receiver approves it anew.'],
  ['R09', 'Uncollected funds', 'rdfi', twoDays, '', 'RETRY_NSF'],
  ['R10', 'Originator not known / not authorized', 'rdfi', sixtyDays, 'U', 'REVOKE_MANDATE', 'Open a fraud case.', 'OPS_REVIEW'],
  ['R11', 'Entry not in accordance with authorization terms', 'rdfi', sixtyDays, 'U', 'FIX_AND_RESUBMIT', 'Corrected entry within 60 days of the settlement of the return; no new authorization needed.'],
  ['R12', 'Account sold to another DFI', 'rdfi', twoDays, '', 'NEW_DETAILS', 'A new routing number.'],
  ['R13', 'RDFI not qualified / invalid RTN', 'ach_operator', nextFile, '', 'NEW_DETAILS'],
  ['R14', 'Representative payee deceased/unable', 'rdfi', twoDays, '', 'STOP_THIS_PAYMENT', '', 'OPS_REVIEW'],
  ['R15', 'Beneficiary/account holder deceased', 'rdfi', twoDays, '', 'REVOKE_MANDATE', '', 'OPS_REVIEW'],
  ['R16', 'Account frozen / OFAC', 'rdfi', twoDays, '', 'COMPLIANCE_HOLD'],
  ['R17', 'File record edit criteria / questionable circumstances / improper reversal', 'rdfi', twoDays, '', 'OPS_REVIEW', 'QUESTIONABLE in the addenda asks for a fraud review.'],
  ['R18', 'Improper effective entry date', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R19', 'Amount field error', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R20', 'Non-transaction account', 'rdfi', twoDays, '', 'NEW_DETAILS'],
  ['R21', 'Invalid company ID', 'rdfi', twoDays, '', 'FIX_AND_RESUBMIT'],
  ['R22', 'Invalid individual ID', 'rdfi', twoDays, '', 'FIX_AND_RESUBMIT'],
  ['R23', 'Credit entry refused by receiver', 'rdfi', refusal, '', 'NEW_DETAILS', 'Contact the payee.'],
  ['R24', 'Duplicate entry', 'rdfi', twoDays, '', 'NONE', 'Our own dedupe failed: raise an alert.'],
  ['R25', 'Addenda error', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R26', 'Mandatory field error', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R27', 'Trace number error', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R28', 'RTN check digit error', 'ach_operator', nextFile, '', 'NEW_DETAILS', 'Check the digit where it is typed in.'],
  ['R29', 'Corporate customer advises not authorized', 'rdfi', twoDays, 'U', 'REVOKE_MANDATE', 'Have the Company ID allow-listed at the debit block, with a prenote; then a new authorization.'],
  ['R30', 'RDFI not participant in check truncation', 'ach_operator', nextFile, '', 'OPS_REVIEW'],
  ['R31', 'Permissible return (CCD/CTX)', 'rdfi', agreed, '', 'DISHONOR', 'Verify that the ODFI consented; only else dishonour with R70.'],
  ['R32', 'RDFI non-settlement', 'ach_operator', nextFile, '', 'RETRY_LATER'],
  ['R33', 'Return of XCK entry', 'rdfi', sixtyDays, '', 'OPS_REVIEW'],
  ['R34', 'Limited participation DFI', 'ach_operator', nextFile, '', 'NEW_DETAILS'],
  ['R35', 'Return of improper debit entry (CIE)', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R36', 'Return of improper credit entry', 'ach_operator', nextFile, '', 'FIX_AND_RESUBMIT'],
  ['R37', 'Source document presented', 'rdfi', sixtyDays, '', 'ACCEPT_LOSS', '', 'OPS_REVIEW'],
  ['R38', 'Stop payment on source document', 'rdfi', sixtyDays, '', 'STOP_THIS_PAYMENT'],
  ['R39', 'Improper source document', 'rdfi', twoDays, '', 'OPS_REVIEW'],
  ['R40', 'Return of ENR by federal agency', 'agency', agency, '', 'OPS_REVIEW'],
  ['R41', 'Invalid transaction code (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R42', 'RTN/check digit error (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R43', 'Invalid DFI account number (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R44', 'Invalid individual ID (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R45', 'Invalid individual/company name (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R46', 'Invalid representative payee indicator (ENR)', 'agency', agency, '', 'FIX_AND_RESUBMIT'],
  ['R47', 'Duplicate enrollment (ENR)', 'agency', agency, '', 'NONE'],
  ['R50', 'State law affecting RCK', 'rdfi', twoDays, '', 'ACCEPT_LOSS'],
  ['R51', 'RCK item ineligible/improper', 'rdfi', sixtyDays, 'U', 'REVOKE_MANDATE', '', 'OPS_REVIEW'],
  ['R52', 'Stop payment on RCK item', 'rdfi', sixtyDays, '', 'STOP_THIS_PAYMENT'],
  ['R53', 'Item and RCK both presented', 'rdfi', sixtyDays, '', 'NONE', 'Refund the duplicate.'],
  ['R80', 'IAT entry coding error', 'gateway', gateway, '', 'FIX_AND_RESUBMIT'],
  ['R81', 'Non-participant in IAT program', 'gateway', gateway, '', 'RETRY_OTHER_ROUTE', 'Wire or Swift.'],
  ['R82', 'Invalid foreign RDFI identification', 'gateway', gateway, '', 'NEW_DETAILS'],
  ['R83', 'Foreign RDFI unable to settle', 'gateway', gateway, '', 'RETRY_LATER'],
  ['R84', 'Entry not processed by gateway', 'gateway', gateway, '', 'RETRY_OTHER_ROUTE'],
  ['R85', 'Incorrectly coded outbound international payment', 'rdfi_or_gateway', gateway, '', 'FIX_AND_RESUBMIT', 'As IAT.'],
  ['R90', 'Returned for RDFI sanctions compliance', 'rdfi_or_gateway', none, '', 'COMPLIANCE_HOLD'],
]

const buckets = { U: 'unauthorized', A: 'administrative', '': null } as const
/** R11 was given its present meaning in 2020, and is counted since a year later [K]. */
const bucketSince: ReadonlyMap<string, string> = new Map([['R11', '2021-04-01']])

/** Returns of entries. Dishonours and contests are in `ach_dishonors.ts`. */
export const achReturnRows: readonly AchReturnCode[] = rows.map(
  ([code, name, by, window, bucket, auto_action, note = '', then_action = null]) => ({
    code,
    name,
    by,
    window,
    bucket: buckets[bucket],
    bucket_since: bucketSince.get(code) ?? null,
    answers: [],
    auto_action,
    then_action,
    note,
    is_known: true,
    ...provenance,
  }),
)
