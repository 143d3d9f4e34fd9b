import { idOf, newUuid } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import { withClient } from './with_client.ts'

/** Account ids one after the other as text, so that drawing one makes the flat string that a parsed request has. */
export type Accounts = {
  readonly count: number
  readonly text: Buffer
  readonly uuids: readonly string[]
}
export const ACCOUNT_ID_CHARS = 30
/** The first ones have nothing and a floor of zero: a debit of one of them fails. */
const EMPTY_SHARE = 0.01

export const accountId = ({ text }: Accounts, index: number): string =>
  text.toString('latin1', index * ACCOUNT_ID_CHARS, (index + 1) * ACCOUNT_ID_CHARS)

export const emptyCount = ({ count }: Accounts): number => Math.floor(count * EMPTY_SHARE)

export function makeAccounts(world: World, count: number): Accounts {
  const text = Buffer.allocUnsafe(count * ACCOUNT_ID_CHARS)
  const uuids: string[] = []
  for (let index = 0; index < count; index++) {
    const uuid = newUuid(world)
    uuids.push(uuid)
    text.write(idOf('acc', uuid), index * ACCOUNT_ID_CHARS, 'latin1')
  }
  return { count, text, uuids }
}

const CHUNK = 100_000
const UNLIMITED = '4611686018427387904'

/**
 * Opens the accounts' balances straight in the table, with the ledger's own layout: loaded at its fill factor, then
 * filled up, as performance.md says. What the account is called is not needed for posting and left out.
 */
export async function loadAccounts(url: string, tenant_id: bigint, accounts: Accounts): Promise<void> {
  await withClient(url, async (client) => {
    for (let from = 0; from < accounts.count; from += CHUNK)
      await client.query(
        `insert into ledger.balance (tenant_id, account_id, debit_cap, credit_cap, updated_at, currency, normal_side)
         select $1, u.id, case when $3 + u.ord <= $4 then 0 else ${UNLIMITED} end, ${UNLIMITED}, '2026-01-01',
           ${USD}, 1
         from unnest($2::uuid[]) with ordinality as u (id, ord)`,
        [String(tenant_id), accounts.uuids.slice(from, from + CHUNK), from, emptyCount(accounts)],
      )
    await client.query('alter table ledger.balance set (fillfactor = 100)')
    await client.query('vacuum analyze ledger.balance')
    await client.query('checkpoint')
  })
}

/** At once, and not by autovacuum beside what is measured. */
export async function vacuum(url: string): Promise<void> {
  await withClient(url, async (client) => {
    await client.query('vacuum analyze')
    await client.query('checkpoint')
  })
}

/** As the ledger numbers currencies: three letters in base 26. */
const USD = 20 * 676 + 18 * 26 + 3
