import { authFacts, memberFacts } from '../../modules/auth/index.ts'
import { disputeFacts } from '../../modules/disputes/index.ts'
import { ledgerFacts } from '../../modules/ledger/index.ts'
import { partyFacts, paymentFacts, refundFacts } from '../../modules/payments/index.ts'
import { approvalFacts, payoutFacts, transferFacts } from '../../modules/payouts/index.ts'
import {
  achFacts,
  bankAccountFacts,
  bankConnectionFacts,
  bankFileFacts,
  incomingFileFacts,
  instantFacts,
  mandateFacts,
  outgoingFileFacts,
  payeeFacts,
  paymentOrderFacts,
  railsFacts,
  sepaFacts,
} from '../../modules/rails/index.ts'
import { matchingFacts, reconciliationFacts, statementFacts } from '../../modules/reconciliation/index.ts'
import { riskFacts } from '../../modules/risk/index.ts'
import { routingFacts } from '../../modules/routing/index.ts'
import { sandboxFacts } from '../../modules/sandbox/index.ts'
import { vaultFacts } from '../../modules/vault/index.ts'
import { webhookFacts } from '../../modules/webhooks/index.ts'
import type { FactTable } from '../../platform/outbox/fact.ts'

/** Everything that modules tell; what has an `event` is told to callers too. */
export const eventCatalogue: readonly FactTable[] = [
  ledgerFacts.table,
  authFacts.table,
  memberFacts.table,
  vaultFacts.table,
  railsFacts.table,
  bankAccountFacts.table,
  instantFacts.table,
  mandateFacts.table,
  bankFileFacts.table,
  bankConnectionFacts.table,
  outgoingFileFacts.table,
  incomingFileFacts.table,
  payeeFacts.table,
  paymentOrderFacts.table,
  sepaFacts.table,
  achFacts.table,
  riskFacts.table,
  routingFacts.table,
  partyFacts.table,
  paymentFacts.table,
  refundFacts.table,
  payoutFacts.table,
  approvalFacts.table,
  transferFacts.table,
  disputeFacts.table,
  reconciliationFacts.table,
  statementFacts.table,
  matchingFacts.table,
  webhookFacts.table,
  sandboxFacts.table,
]
