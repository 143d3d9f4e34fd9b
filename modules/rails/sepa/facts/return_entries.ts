import { dated } from '../../cards/dated.ts'

/** Such an entry is a reversal: the one that we asked for, or one that a bank made by itself. */
export const reversalEntryCode = 'PRDD'

/** Sub-families of bank transaction codes that say that an entry brings a payment of ours back, whatever else it says. */
export const returnEntryCodes = dated<ReadonlySet<string>>([
  {
    source:
      'ISO 20022 external code set, bank transaction codes: RRTN reimbursement, RPCR payment cancellation request, UPDD unpaid direct debit, PRDD payment reversal',
    effective_from: '2013-05-01',
    review_by: '2027-11-30',
    value: new Set(['RRTN', 'RPCR', 'UPDD', reversalEntryCode]),
  },
])
