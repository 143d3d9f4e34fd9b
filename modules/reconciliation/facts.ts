import { Type as T } from 'typebox'
import type { Instant } from '../../kernel/world.ts'
import { type Fact, facts } from '../../platform/outbox/fact.ts'
import { type Break, breakJson, type NewBreak, openBreak } from './break.ts'
import { BreakReply, MerchantAvailable, ProofReply, SettlementReply } from './schemas.ts'

const about = <S extends Parameters<typeof T.Object>[0][string]>(object: S) => T.Object({ object })

export const reconciliationFacts = facts({
  'reconciliation.settlement_received': {
    event: 'settlement.received',
    text: 'An acquirer’s settlement report was read.',
    body: about(SettlementReply),
  },
  'reconciliation.settlement_reconciled': {
    event: 'settlement.reconciled',
    text: 'Every line of a settlement report is matched and booked.',
    body: about(SettlementReply),
  },
  'reconciliation.break_opened': {
    event: 'reconciliation_break.opened',
    text: 'Something does not match what an acquirer says.',
    body: about(BreakReply),
  },
  'reconciliation.break_resolved': {
    event: 'reconciliation_break.resolved',
    text: 'A break was explained, by a later line or by somebody, or written off.',
    body: about(BreakReply),
  },
  'reconciliation.merchant_balance_available': {
    event: 'merchant_balance.available',
    text: 'What an acquirer paid became available to a merchant; below zero it was taken.',
    body: about(MerchantAvailable),
  },
  'reconciliation.proven': {
    text: 'What an acquirer owes was proven against its reports.',
    body: about(ProofReply),
  },
})

export const openedFact = (fresh: NewBreak): Fact =>
  reconciliationFacts.fact('reconciliation.break_opened', fresh.id, {
    object: breakJson(openBreak(fresh), fresh.opened_at),
  })

export const resolvedFact = (closed: Break, now: Instant): Fact =>
  reconciliationFacts.fact('reconciliation.break_resolved', closed.id, { object: breakJson(closed, now) })
