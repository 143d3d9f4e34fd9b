import { sql } from 'kysely'
import type { Db } from '../../../platform/db/database.ts'
import type { ExportedLine } from './export_lines.ts'
import { type ItemState, itemStates } from './item.machine.ts'
import { type Pass, passes } from './rules.ts'
import { ofBinding, type Whose } from './store_items.ts'

type Row = Omit<ExportedLine, 'state' | 'pass'> & { readonly state: number; readonly pass: number | null }

/** Lines in the order in which they came, from behind a number, with the match that holds each. */
export async function readLineStates(
  db: Db,
  whose: Whose,
  { after, limit }: { readonly after: bigint; readonly limit: number },
): Promise<ExportedLine[]> {
  const { tenant_id } = whose
  const { rows } = await sql<Row>`select i.number, i.source_id as statement_id, i.source_number as line,
      i.on_day::text as "on", l.value_on::text as value_on, i.amount, l.code, l.counterparty, l.remittance,
      l.refs ->> 'end_to_end_id' as end_to_end_id, l.refs ->> 'bank_reference' as bank_reference, i.state, i.match_id, m.pass
    from reconciliation.item i
    join reconciliation.statement_line l on l.tenant_id = ${tenant_id}::int8 and l.statement_id = i.source_id
      and l.number = i.source_number
    left join reconciliation.match m on m.tenant_id = ${tenant_id}::int8 and m.id = i.match_id
    where ${ofBinding(whose, 'i')} and i.side = 1 and i.number > ${after}::int8
    order by i.number limit ${limit}::int4`.execute(db)
  return rows.map((row) => ({
    ...row,
    state: itemStates[row.state] as ItemState,
    pass: row.pass === null ? null : (passes[row.pass] as Pass),
  }))
}
