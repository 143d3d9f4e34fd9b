import { authFacts } from '../../modules/auth/index.ts'
import { disputeFacts } from '../../modules/disputes/index.ts'
import { ledgerFacts } from '../../modules/ledger/index.ts'
import { partyFacts, paymentFacts, refundFacts } from '../../modules/payments/index.ts'
import { bankAccountFacts, bankFileFacts, mandateFacts, railsFacts } from '../../modules/rails/index.ts'
import { reconciliationFacts, statementFacts } from '../../modules/reconciliation/index.ts'
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
  vaultFacts.table,
  railsFacts.table,
  bankAccountFacts.table,
  mandateFacts.table,
  bankFileFacts.table,
  riskFacts.table,
  routingFacts.table,
  partyFacts.table,
  paymentFacts.table,
  refundFacts.table,
  disputeFacts.table,
  reconciliationFacts.table,
  statementFacts.table,
  webhookFacts.table,
  sandboxFacts.table,
]
