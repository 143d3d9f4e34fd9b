import type { CodeRow, RailAction } from '../actions.ts'

/** What a reject means for trying again. */
export type RetryClass =
  /** Nothing will change by itself. */
  | 'fatal'
  /** The same payment may pass a little later. */
  | 'temporary'
  /** Another account, alias or bank is needed. */
  | 'new_details'
  /** This rail will not carry it; another one may. */
  | 'other_route'
  /** The message must change. */
  | 'fix'
  | 'never'
  /** Ask what became of it first. */
  | 'status_query'
  | 'next_window'
  | 'review'
export type InstantReject = CodeRow & { readonly retry_class: RetryClass }

type Row = readonly [
  code: string,
  name: string,
  retry_class: RetryClass,
  auto_action: RailAction,
  then_action?: RailAction | null,
  note?: string,
]

const SPLIT = 'Or split the amount.'
const NEED = 'Or ask the customer for new details.'

// biome-ignore format: one row, one line
const rows: readonly Row[] = [
  ['1100', 'other', 'fatal', 'OPS_REVIEW'],
  ['9909', 'switch malfunction', 'fatal', 'RETRY_LATER', null, 'Fatal for now; later is fine.'],
  ['9910', 'instructed agent signed off', 'temporary', 'RETRY_LATER'],
  ['9912', 'recipient connection not available', 'temporary', 'RETRY_LATER'],
  ['9934', 'instructing agent signed off', 'review', 'OPS_REVIEW'],
  ['9946', 'instructing agent suspended', 'review', 'OPS_REVIEW'],
  ['9947', 'instructed agent suspended', 'new_details', 'NEW_DETAILS', 'OPS_REVIEW'],
  ['9948', 'network suspended', 'temporary', 'RETRY_OTHER_ROUTE'],
  ['9956', 'debtor funding account suspended', 'review', 'OPS_REVIEW'],
  ['9957', 'creditor funding account suspended', 'new_details', 'NEW_DETAILS', 'OPS_REVIEW'],
  ['9964', 'invalid participant id', 'new_details', 'NEW_DETAILS'],
  ['AC02', 'debtor account invalid', 'review', 'OPS_REVIEW', null, 'Our own side.'],
  ['AC03', 'creditor account invalid', 'new_details', 'NEW_DETAILS'],
  ['AC04', 'creditor account closed', 'new_details', 'NEW_DETAILS'],
  ['AC06', 'creditor account blocked', 'new_details', 'NEW_DETAILS'],
  ['AC07', 'creditor account closed', 'new_details', 'NEW_DETAILS'],
  ['AC11', 'creditor account currency', 'new_details', 'NEW_DETAILS'],
  ['AC13', 'debtor account type', 'review', 'OPS_REVIEW', null, 'Our own side.'],
  ['AC14', 'creditor account type', 'new_details', 'NEW_DETAILS'],
  ['AG01', 'transaction forbidden', 'other_route', 'RETRY_OTHER_ROUTE', null, 'ACH.'],
  ['AG03', 'transaction type not supported', 'other_route', 'RETRY_OTHER_ROUTE', null, 'ACH.'],
  ['AM02', 'amount exceeds limit', 'other_route', 'RETRY_OTHER_ROUTE', null, SPLIT],
  ['AM04', 'amount exceeds funding', 'temporary', 'RETRY_LATER', null, 'After prefunding.'],
  ['AM09', 'unexpected amount', 'fix', 'FIX_AND_RESUBMIT'],
  ['AM11', 'currency', 'fix', 'FIX_AND_RESUBMIT'],
  ['AM12', 'amount invalid', 'fix', 'FIX_AND_RESUBMIT'],
  ['AM13', 'amount exceeds clearing limit', 'other_route', 'RETRY_OTHER_ROUTE', null, SPLIT],
  ['AM14', 'amount exceeds agreed limit', 'other_route', 'RETRY_OTHER_ROUTE', null, SPLIT],
  ['BE04', 'creditor address missing', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE06', 'unknown end customer', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE07', 'debtor address missing', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE10', 'debtor country invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE11', 'creditor country invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE12', 'country of residence invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE13', 'country of residence of debtor invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE14', 'country of residence of creditor invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE15', 'identification code invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE16', 'identification code of debtor invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['BE17', 'identification code of creditor invalid', 'fix', 'FIX_AND_RESUBMIT', 'NEW_DETAILS', NEED],
  ['CH11', 'creditor identifier', 'never', 'NEVER_RETRY', null, 'Contact the payee.'],
  ['CUST', 'customer request', 'never', 'NEVER_RETRY', null, 'Contact the payee.'],
  ['DS04', 'order rejected', 'never', 'NEVER_RETRY', null, 'Contact the payee.'],
  ['DS24', 'waiting time expired', 'status_query', 'STATUS_QUERY', 'RETRY_LATER', 'A time-out.'],
  ['DUPL', 'duplicate payment', 'status_query', 'STATUS_QUERY'],
  ['FF02', 'syntax', 'fix', 'FIX_AND_RESUBMIT'],
  ['FF03', 'payment type', 'fix', 'FIX_AND_RESUBMIT'],
  ['FF08', 'end-to-end id missing', 'fix', 'FIX_AND_RESUBMIT'],
  ['MD07', 'deceased', 'never', 'NEVER_RETRY'],
  ['NARR', 'narrative', 'review', 'OPS_REVIEW'],
  ['NOAT', 'message not supported by the account', 'other_route', 'RETRY_OTHER_ROUTE'],
  ['RC01', 'routing number format', 'new_details', 'NEW_DETAILS'],
  ['RC02', 'bank identifier invalid', 'new_details', 'NEW_DETAILS'],
  ['RC03', 'debtor institution', 'new_details', 'NEW_DETAILS'],
  ['RC04', 'creditor institution', 'new_details', 'NEW_DETAILS'],
  ['TK01', 'token invalid', 'new_details', 'NEW_DETAILS'],
  ['TK02', 'token: sender not found', 'new_details', 'NEW_DETAILS'],
  ['TK03', 'token: receiver not found', 'new_details', 'NEW_DETAILS'],
  ['TK04', 'token expired', 'new_details', 'NEW_DETAILS'],
  ['TK05', 'token: counterparty mismatch', 'new_details', 'NEW_DETAILS'],
  ['TK06', 'token: value limit', 'new_details', 'NEW_DETAILS'],
  ['TK07', 'token: single use, used', 'new_details', 'NEW_DETAILS'],
  ['TK08', 'token suspended', 'new_details', 'NEW_DETAILS'],
  ['TM01', 'invalid cut-off', 'next_window', 'RETRY_LATER', null, 'The next window.'],
]

/** Names of BE12 to BE17 and TK02 to TK07 are general knowledge: the reference gives the ranges only. */
const isRange = (code: string): boolean => /^(BE1[0-7]|TK0[2-7])$/.test(code)

/** RTP and FedNow. FedNow’s own E-codes are confidential to its participants: they come out as unknown. */
export const instantRejectRows: readonly InstantReject[] = rows.map(
  ([code, name, retry_class, auto_action, then_action = null, note = '']) => ({
    code,
    name,
    retry_class,
    auto_action,
    then_action,
    note,
    is_known: true,
    source: `${isRange(code) ? '[K] name; ' : ''}levels of moov-io/fednow20022 and rtp20022 pkg/errors.go; mapping of Increase`,
    effective_from: '2023-07-20',
    review_by: '2027-07-31',
  }),
)
