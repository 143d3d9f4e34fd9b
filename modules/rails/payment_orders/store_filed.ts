import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { SealedBankAccount } from '../bank_accounts/bank_account.ts'
import type { Mandate } from '../mandates/mandate.ts'
import type { PaymentOrder } from './payment_order.ts'
import { orderColumns, orderOf, type OrderRow } from './rows.ts'

/** An order with what a file has to say of it. Account numbers are sealed: open them outside of the transaction. */
export type FiledOrder = PaymentOrder &
  Receiver & {
    readonly terms: Pick<
      Mandate,
      'id' | 'reference' | 'creditor_name' | 'creditor_id' | 'kind' | 'signed_on' | 'amendments'
    > | null
  }
type Receiver = Pick<
  SealedBankAccount,
  'sealed_details' | 'account_type' | 'holder_name' | 'holder_kind' | 'bank' | 'country'
>
type FiledRow = OrderRow &
  Receiver & { terms: (Omit<NonNullable<FiledOrder['terms']>, 'id'> & { id: string }) | null }

/** Orders of a file in the order of their numbers, from behind `after_number`; of one day and sequence type only when asked. */
export async function ordersOfFile(
  db: Db,
  tenant_id: TenantId,
  file: Id<'ofl'>,
  page: { readonly after_number: number; readonly limit: number },
  only?: Pick<PaymentOrder, 'effective_on' | 'sequence_type'>,
): Promise<FiledOrder[]> {
  const of =
    only === undefined
      ? sql``
      : sql`and o.effective_on = ${only.effective_on} and o.sequence_type is not distinct from ${only.sequence_type}::text`
  const { rows } =
    await sql<FiledRow>`select ${orderColumns}, a.sealed_details, a.account_type, a.holder_name,
      a.holder_kind, a.bank, a.country, case when m.id is not null then jsonb_build_object('id', m.id, 'reference', m.reference,
        'creditor_name', m.creditor_name, 'creditor_id', m.creditor_id, 'kind', m.kind, 'signed_on', m.signed_on,
        'amendments', m.amendments) end as terms
    from rails.payment_order o
    join rails.bank_account a on a.tenant_id = ${tenant_id} and a.id = o.bank_account_id
    left join rails.mandate m on m.tenant_id = ${tenant_id} and m.id = o.mandate_id
    where o.tenant_id = ${tenant_id} and o.file_id = ${uuidOf(file)} and o.number > ${page.after_number} ${of}
    order by o.number limit ${page.limit}`.execute(db)
  return rows.map((row) => {
    const { sealed_details, account_type, holder_name, holder_kind, bank, country, terms } = row
    return {
      ...orderOf(row),
      sealed_details,
      account_type,
      holder_name,
      holder_kind,
      bank,
      country,
      terms: terms === null ? null : { ...terms, id: idOf('man', terms.id) },
    }
  })
}
