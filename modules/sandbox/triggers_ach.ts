import type { TriggerTable } from './trigger.ts'

const file = 'A bank says so in a file.'

/** What banks tell of ACH entries in their own files. */
export const achTriggers: TriggerTable = {
  'bank_notice.opened': {
    reason: `${file} The simulated bank of a sandbox returns entries; one about an entry that you never sent opens a notice.`,
  },
  'bank_notice.closed': {
    reason:
      'Close a notice with POST /v1/bank-notices/{id}/close; one is opened by what a bank says in a file.',
  },
  'notification_of_change.received': {
    reason: `${file} The simulated bank of a sandbox sends notifications of change for the account numbers that ask for one.`,
  },
  'return_rate.near': {
    reason:
      'It takes as many returned debits as Nacha’s thresholds are near to. GET /v1/bank-connections/{id}/return-rates shows how many.',
  },
  'return_rate.over': {
    reason:
      'It takes more returned debits than Nacha tolerates. GET /v1/bank-connections/{id}/return-rates shows how many.',
  },
}
