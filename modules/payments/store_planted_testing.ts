import { uuidOf } from '../../kernel/id.ts'
import { instantText } from '../../kernel/world.ts'
import type { OpenScope } from '../../platform/scope.ts'
import type { TestParties } from './parties_testing.ts'
import type { Operation } from './settlement_testing.ts'

/** Operations with their payments, as if they had been begun. */
export async function insertOperations(
  test: TestParties,
  scope: OpenScope,
  operations: readonly Operation[],
): Promise<void> {
  const { admin } = test.test_ledger.database
  const at = instantText(scope.world.now())
  const tenant = String(scope.tenant_id)
  const payments = operations.map(({ payment }) => uuidOf(payment))
  const amounts = operations.map(({ amount }) => String(amount))
  const token = await test.vault.testCard(scope, 'pm_card_visa')
  await admin.query(
    `insert into payments.payment_order (tenant_id, id, merchant_id, token_id, asked, created_at)
     select $1, u.id, u.merchant, $5, '{"channel":"ecommerce","initiated_by":"customer"}', $4
     from unnest($2::uuid[], $3::uuid[]) as u (id, merchant)`,
    [tenant, payments, operations.map(({ merchant }) => uuidOf(merchant)), at, uuidOf(token ?? '')],
  )
  await admin.query(
    `insert into payments.payment (tenant_id, id, step, currency, is_manual, amount, updated_at)
     select $1, u.id, 40605, u.currency, false, u.amount, $5 from unnest($2::uuid[], $3::text[], $4::int8[]) as u (id, currency, amount)`,
    [tenant, payments, operations.map(({ currency }) => currency), amounts, at],
  )
  await admin.query(
    `insert into payments.operation (tenant_id, id, payment_id, kind, number, account_id, amount, refund_id, request_id, lease_until, created_at)
     select $1, u.id, u.payment, u.kind, case u.kind when 'authorize' then 1 else 0 end, u.account, u.amount,
       case u.kind when 'refund' then u.id end, 'req_test', $7, $7
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::uuid[], $6::int8[]) as u (id, payment, kind, account, amount)`,
    [
      tenant,
      operations.map(({ id }) => id),
      payments,
      operations.map(({ kind }) => kind),
      operations.map(({ account }) => uuidOf(account)),
      amounts,
      at,
    ],
  )
}

/** The acquirer's yes to each. */
export async function insertApprovals(
  test: TestParties,
  scope: OpenScope,
  operations: readonly Operation[],
): Promise<void> {
  await test.test_ledger.database.admin.query(
    `insert into payments.outcome (tenant_id, operation_id, id, result, via, amount, acquirer_reference, is_applied, at)
     select $1, u.id, u.id, 'approved', 'answer', u.amount, u.reference, true, $5
     from unnest($2::uuid[], $3::int8[], $4::text[]) as u (id, amount, reference)`,
    [
      String(scope.tenant_id),
      operations.map(({ id }) => id),
      operations.map(({ amount }) => String(amount)),
      operations.map(({ acquirer_reference }) => acquirer_reference),
      instantText(scope.world.now()),
    ],
  )
}
