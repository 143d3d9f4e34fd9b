import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'

/** What a mandate said before, by the names of `rules/sepa/mandate.ts`; the account by the id of the bank account, or SMNDA. */
export type OriginalTerms = Readonly<Record<string, string>>

/**
 * What debtors' banks have to be told of mandates: the terms before each change that no collection has told and settled yet.
 * Of several changes of one field the oldest counts, because that is what the bank knows. EPC rulebooks, AT-24.
 */
export async function untoldAmendments(
  db: Db,
  tenant_id: TenantId,
  mandates: readonly Id<'man'>[],
  at: Instant,
): Promise<ReadonlyMap<Id<'man'>, OriginalTerms>> {
  if (mandates.length === 0) return new Map()
  const { rows } = await sql<{ mandate_id: string; original: OriginalTerms }>`select a.mandate_id, a.original
    from rails.mandate_amendment a
    where a.tenant_id = ${tenant_id} and a.mandate_id = any(${mandates.map(uuidOf)}::uuid[])
      and not exists (select from rails.payment_order o
        join rails.outgoing_file f on f.tenant_id = ${tenant_id} and f.id = o.file_id
        where o.tenant_id = ${tenant_id} and o.mandate_id = a.mandate_id and o.settled_at <= ${instantText(at)}
          and f.created_at >= a.amended_at)
    order by a.mandate_id, a.number desc`.execute(db)
  const told = new Map<Id<'man'>, OriginalTerms>()
  for (const { mandate_id, original } of rows) {
    const id = idOf('man', mandate_id)
    told.set(id, { ...told.get(id), ...original })
  }
  return told
}
