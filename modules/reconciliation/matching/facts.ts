import { Type as T } from 'typebox'
import { facts } from '../../../platform/outbox/fact.ts'
import { BankProofReply, BindingReply, MatchReply } from './matching_schema.ts'

export const matchingFacts = facts({
  'reconciliation.account_bound': {
    event: 'reconciliation_account.created',
    text: 'A bank account is reconciled with a ledger account from now on.',
    body: T.Object({ object: BindingReply }),
  },
  'reconciliation.account_unbound': {
    event: 'reconciliation_account.closed',
    text: 'A bank account is not reconciled any more.',
    body: T.Object({ object: BindingReply }),
  },
  'reconciliation.match_confirmed': {
    event: 'reconciliation_match.confirmed',
    text: 'A person said which lines and transfers are the same money.',
    body: T.Object({ object: MatchReply }),
  },
  'reconciliation.match_undone': {
    event: 'reconciliation_match.undone',
    text: 'A person undid a match, or said no to a proposal.',
    body: T.Object({ object: MatchReply }),
  },
  'reconciliation.bank_proof_failed': {
    event: 'reconciliation_proof.failed',
    text: 'A bank account and the ledger differ by more than what is known to be unmatched.',
    body: T.Object({ object: BankProofReply }),
  },
  'reconciliation.bank_proven': {
    text: 'A bank account was proven against the ledger.',
    body: T.Object({ object: BankProofReply }),
  },
})
