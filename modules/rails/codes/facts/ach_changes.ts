import type { Provenance } from '../../cards/dated.ts'
import type { CodeRow, RailAction } from '../actions.ts'

/** How the 29 characters of corrected details are laid out. */
export type CorrectedLayout =
  | 'none'
  | 'account_number'
  | 'routing_number'
  | 'routing_and_account'
  | 'name'
  | 'transaction_code'
  | 'account_and_transaction_code'
  | 'routing_account_and_transaction_code'
  | 'foreign_rdfi'
  | 'individual_id'

export type CorrectedField = {
  readonly field:
    | 'dfi_account_number'
    | 'routing_number'
    | 'name'
    | 'transaction_code'
    | 'foreign_rdfi_id'
    | 'individual_id'
  readonly length: number
}
export type AchChangeCode = CodeRow & {
  readonly layout: CorrectedLayout
  /** In the order in which they stand. */
  readonly corrected: readonly CorrectedField[]
  /** What stands between two of them: blanks, or nothing. */
  readonly separator: 'blank' | 'none'
  /** C61 to C69: the ODFI gives a notification of change back to the RDFI. */
  readonly is_refusal: boolean
}

const account: CorrectedField = { field: 'dfi_account_number', length: 17 }
const routing: CorrectedField = { field: 'routing_number', length: 9 }
const transaction: CorrectedField = { field: 'transaction_code', length: 2 }

const correctedLayouts: Readonly<Record<CorrectedLayout, Pick<AchChangeCode, 'corrected' | 'separator'>>> = {
  none: { corrected: [], separator: 'none' },
  account_number: { corrected: [account], separator: 'none' },
  routing_number: { corrected: [routing], separator: 'none' },
  routing_and_account: { corrected: [routing, account], separator: 'blank' },
  name: { corrected: [{ field: 'name', length: 22 }], separator: 'none' },
  transaction_code: { corrected: [transaction], separator: 'none' },
  account_and_transaction_code: { corrected: [account, transaction], separator: 'blank' },
  routing_account_and_transaction_code: { corrected: [routing, account, transaction], separator: 'none' },
  foreign_rdfi: { corrected: [{ field: 'foreign_rdfi_id', length: 34 }], separator: 'none' },
  individual_id: { corrected: [{ field: 'individual_id', length: 22 }], separator: 'none' },
}

type Row = readonly [
  code: string,
  name: string,
  layout: CorrectedLayout,
  auto_action: RailAction,
  note?: string,
]

const known: Provenance = {
  source: 'Nacha notifications of change: moov-io/ach addenda98.go, layouts from its reader',
  effective_from: '2020-04-01',
  review_by: '2027-03-31',
}
const withdrawn: Provenance = {
  ...known,
  source: '[K] C10 to C12 were for company name and id, and are withdrawn',
}

const changes: readonly Row[] = [
  ['C01', 'Incorrect DFI account number', 'account_number', 'UPDATE_DETAILS'],
  ['C02', 'Incorrect routing number', 'routing_number', 'UPDATE_DETAILS'],
  ['C03', 'Incorrect routing + account', 'routing_and_account', 'UPDATE_DETAILS'],
  [
    'C04',
    'Incorrect individual/company name',
    'name',
    'UPDATE_DETAILS',
    'After the KYC check of the name; never applied by itself across legal identities.',
  ],
  ['C05', 'Incorrect transaction code', 'transaction_code', 'UPDATE_DETAILS', 'Checking and savings.'],
  ['C06', 'Incorrect account + transaction code', 'account_and_transaction_code', 'UPDATE_DETAILS'],
  ['C07', 'Incorrect routing + account + tc', 'routing_account_and_transaction_code', 'UPDATE_DETAILS'],
  ['C08', 'Incorrect foreign RDFI id (IAT)', 'foreign_rdfi', 'UPDATE_DETAILS'],
  ['C09', 'Incorrect individual ID', 'individual_id', 'UPDATE_DETAILS'],
  ['C13', 'Addenda format error', 'none', 'FIX_AND_RESUBMIT', 'The entry itself was posted.'],
  ['C14', 'Incorrect SEC for outbound international', 'none', 'FIX_AND_RESUBMIT', 'Originate again as IAT.'],
]
const former: readonly Row[] = [
  ['C10', 'Withdrawn: company name', 'none', 'OPS_REVIEW'],
  ['C11', 'Withdrawn: company id', 'none', 'OPS_REVIEW'],
  ['C12', 'Withdrawn: company name and id', 'none', 'OPS_REVIEW'],
]
const refusals: readonly Row[] = [
  ['C61', 'Refused NOC: misrouted', 'none', 'OPS_REVIEW'],
  ['C62', 'Refused NOC: trace number', 'none', 'OPS_REVIEW'],
  ['C63', 'Refused NOC: company id', 'none', 'OPS_REVIEW'],
  ['C64', 'Refused NOC: individual id', 'none', 'OPS_REVIEW'],
  ['C65', 'Refused NOC: format', 'none', 'OPS_REVIEW'],
  ['C66', 'Refused NOC: discretionary field', 'none', 'OPS_REVIEW'],
  ['C67', 'Refused NOC: routing number not from the original entry', 'none', 'OPS_REVIEW'],
  ['C68', 'Refused NOC: account number not from the original entry', 'none', 'OPS_REVIEW'],
  ['C69', 'Refused NOC: transaction code', 'none', 'OPS_REVIEW'],
]

const toRow =
  (provenance: Provenance, is_refusal: boolean) =>
  ([code, name, layout, auto_action, note = '']: Row): AchChangeCode => ({
    code,
    name,
    layout,
    ...correctedLayouts[layout],
    is_refusal,
    auto_action,
    then_action: null,
    note,
    is_known: true,
    ...provenance,
  })

export const achChangeRows: readonly AchChangeCode[] = [
  ...changes.map(toRow(known, false)),
  ...former.map(toRow(withdrawn, false)),
  ...refusals.map(toRow(known, true)),
]
