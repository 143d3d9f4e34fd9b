import type { Dated } from './dated.ts'

export type PayoutRules = {
  /** How long an approval is waited for. */
  readonly approval_hours: number
  /** How long after somebody gave the details of a bank account nothing is paid to it. */
  readonly cooling_days: number
  /** Who else has to agree, where nothing else was said: in a live tenant, and in a sandbox. */
  readonly approvers: { readonly live: number; readonly sandbox: number }
  /** What a rail said of a refused order that lets another rail be tried. */
  readonly other_rail_after: readonly string[]
}

/** What holds for whoever has not made rules of their own. Oldest first. */
export const payoutRules: readonly Dated<PayoutRules>[] = [
  {
    source:
      'Four eyes on payments and waiting after a change of bank details: common advice against payment redirection fraud ([K] FBI IC3 and Europol on business email compromise; internal control as in COSO). The numbers are ours: set your own policy',
    effective_from: '2026-01-01',
    review_by: '2027-11-30',
    value: {
      approval_hours: 72,
      cooling_days: 3,
      approvers: { live: 1, sandbox: 0 },
      other_rail_after: ['RETRY_OTHER_ROUTE', 'RETRY_LATER'],
    },
  },
]
