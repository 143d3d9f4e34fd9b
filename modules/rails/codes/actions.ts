import type { Provenance } from '../cards/dated.ts'

/** What the platform does about a code, without asking a person where that is safe. */
export const railActions = [
  /** Reinitiate: at most twice more within 180 days. */
  'RETRY_NSF',
  'RETRY_LATER',
  'RETRY_OTHER_ROUTE',
  'FIX_AND_RESUBMIT',
  /** Disable the instrument and ask the customer for another. */
  'NEW_DETAILS',
  /** Take over the correction that came with it. */
  'UPDATE_DETAILS',
  /** Cancel the authorisation and block it. */
  'REVOKE_MANDATE',
  'STOP_THIS_PAYMENT',
  'STEP_UP_SCA',
  'NEVER_RETRY',
  'COMPLIANCE_HOLD',
  'OPS_REVIEW',
  /** The ODFI may dishonour the return. It is a right and no duty: its condition stands in the note. */
  'DISHONOR',
  /** Ask for the status; never send again blindly. */
  'STATUS_QUERY',
  'ACCEPT_LOSS',
  'NONE',
] as const
export type RailAction = (typeof railActions)[number]

/** What every row of a code table says. */
export type CodeRow = Provenance & {
  readonly code: string
  readonly name: string
  readonly auto_action: RailAction
  /** What comes next when the first is done, cannot be done or did not help. */
  readonly then_action: RailAction | null
  /** What the action means for this very code. Empty when the action says it all. */
  readonly note: string
  /** False: nobody here knows the code. It is kept as it came, and a person looks. */
  readonly is_known: boolean
}

/** Rows by code. A code that stands twice in one table is a mistake in the table. */
export function byCode<Row extends { readonly code: string }>(
  rows: readonly Row[],
): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.code, row] as const))
}

/** For a code that a table does not have: never a crash, always a person. */
export const unknownCode = (code: string, kind: string): CodeRow => ({
  code,
  name: `Unknown ${kind}`,
  auto_action: 'OPS_REVIEW',
  then_action: null,
  note: 'Not in our table: find out what it means, and add a row.',
  is_known: false,
  source: 'Florin: an unknown code goes to a person',
  effective_from: '2000-01-01',
  review_by: '9999-12-31',
})
