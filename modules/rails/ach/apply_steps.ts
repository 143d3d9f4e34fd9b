import type { Id } from '../../../kernel/id.ts'
import type { Scope } from '../../../platform/scope.ts'
import type { Audit } from '../../audit/index.ts'
import { type BankAccountMove, changeBankAccounts } from '../bank_accounts/change_many.ts'
import { changeMandates, type MandateMove } from '../mandates/change_many.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import type { NextStep } from './next_steps.ts'

/**
 * Does what follows from returns to bank accounts and mandates, in the caller's transaction, in a few statements for any number.
 * Several returns may touch one of them: freezing goes before asking for details. A repeat does nothing.
 */
export async function applySteps(
  deps: { readonly audit: Audit },
  scope: Scope,
  steps: readonly { readonly order: PaymentOrder; readonly step: NextStep }[],
): Promise<void> {
  const accounts = new Map<Id<'bac'>, BankAccountMove>()
  const mandates = new Map<Id<'man'>, MandateMove>()
  for (const { order, step } of steps) {
    const { because } = step
    if (step.bank_account !== null && accounts.get(order.bank_account)?.event !== 'freeze')
      accounts.set(order.bank_account, { id: order.bank_account, event: step.bank_account, because })
    if (step.mandate !== null && order.mandate !== null)
      mandates.set(order.mandate, { id: order.mandate, event: step.mandate, because })
  }
  await changeBankAccounts(deps, scope, [...accounts.values()])
  await changeMandates(deps, scope, [...mandates.values()])
}
