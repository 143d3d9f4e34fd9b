import type pg from 'pg'
import { present } from '../../../kernel/assert.ts'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Day, type Instant, instant, parseInstant } from '../../../kernel/world.ts'
import type { FourBalances } from '../balance.ts'

/** One entry of an account, with what all entries up to it add up to. */
export type Step = {
  version: bigint
  at: Instant
  effective_on: Day
  moved: bigint
  debits_pending: bigint
  credits_pending: bigint
  net: bigint
  kind: number
  transfer_id: Id<'trf'>
}
export type Replayed = { side: 'debit' | 'credit'; steps: Step[] }

/** Adds up amounts along versions; balances that the rows carry are not looked at. */
export async function replay(
  admin: pg.Pool,
  accounts: readonly Id<'acc'>[],
): Promise<Map<Id<'acc'>, Replayed>> {
  const all = new Map<Id<'acc'>, Replayed>()
  for (const id of accounts) {
    const { rows: side } = await admin.query<{ normal_side: 'debit' | 'credit' }>(
      'select normal_side from ledger.account where id = $1',
      [uuidOf(id)],
    )
    const { rows } = await admin.query<Record<string, string>>(
      `select id, kind, amount, coalesce(released, 0) as released, effective_on::text, posted_at::timestamptz::text as at,
         debit_account = $1 as is_debit, case when debit_account = $1 then debit_version else credit_version end as version
       from ledger.transfer where result = 0 and $1 in (debit_account, credit_account) order by version`,
      [uuidOf(id)],
    )
    const steps: Step[] = []
    let [net, debits_pending, credits_pending] = [0n, 0n, 0n]
    for (const row of rows) {
      const isDebit = (row['is_debit'] as unknown) === true
      const kind = Number(row['kind'])
      const amount = BigInt(row['amount'] ?? 0)
      const moved = kind === 1 || kind === 3 ? (isDebit ? -amount : amount) : 0n
      const held =
        kind === 2 ? amount : kind === 1 ? 0n : -BigInt(row['released'] ?? 0) - (kind === 3 ? amount : 0n)
      net += moved
      if (isDebit) debits_pending += held
      else credits_pending += held
      const at = present(parseInstant(row['at'] ?? ''), 'a time')
      const effective_on = row['effective_on'] as Day
      const version = BigInt(row['version'] ?? 0)
      const transfer_id = idOf('trf', row['id'] ?? '')
      steps.push({
        version,
        at,
        effective_on,
        moved,
        net,
        debits_pending,
        credits_pending,
        kind,
        transfer_id,
      })
    }
    all.set(id, { side: present(side[0], 'the account').normal_side, steps })
  }
  return all
}

/** Where every account began. */
export const beforeAll: Step = {
  version: 0n,
  at: instant(0),
  effective_on: '1970-01-01' as Day,
  moved: 0n,
  net: 0n,
  debits_pending: 0n,
  credits_pending: 0n,
  kind: 0,
  transfer_id: '' as Id<'trf'>,
}
export const lastWhere = (steps: readonly Step[], is: (step: Step) => boolean): Step =>
  steps.findLast(is) ?? beforeAll
/** Of balances: posted, pending in, pending out, available. */
export const four = (side: 'debit' | 'credit', net: bigint, step: Step): bigint[] => {
  const posted = side === 'credit' ? net : -net
  const [incoming, outgoing] =
    side === 'credit'
      ? [step.credits_pending, step.debits_pending]
      : [step.debits_pending, step.credits_pending]
  return [posted, incoming, outgoing, posted - outgoing]
}
export const fourOf = ({ posted, pending_in, pending_out, available }: FourBalances): bigint[] => [
  posted,
  pending_in,
  pending_out,
  available,
]
