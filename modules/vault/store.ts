import { sql } from 'kysely'
import { present } from '../../kernel/assert.ts'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText, parseInstant } from '../../kernel/world.ts'
import { packIds } from '../../platform/batcher/pack.ts'
import type { Db } from '../../platform/db/database.ts'
import type { Lane } from '../../platform/db/lane.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { CardFace, CardFunding, CardScheme } from './card.ts'

/** A card as it is stored: its number only as ciphertext. */
export type StoredCard = CardFace & {
  readonly token: Id<'tok'>
  /** 32 hex digits. */
  readonly fingerprint: string
  readonly epoch: number
  readonly sealed: Buffer
  readonly created_at: Instant
}

const find = {
  name: 'vault_find_cards',
  text: `select encode(uuid_send(token), 'hex'), scheme, bin, last4, expiry_month, expiry_year, country, funding,
      encode(uuid_send(fingerprint), 'hex'), epoch, encode(sealed, 'base64'), created_at
    from vault.card where tenant_id = $1::int8 and token = any ($2::uuid[])`,
}

/** Cards by their tokens, in one round trip and in no order; those that are not there are left out. */
export async function findCards(
  lane: Lane,
  tenant_id: TenantId,
  tokens: readonly Id<'tok'>[],
): Promise<StoredCard[]> {
  const rows = await lane.run(find, [String(tenant_id), packIds(tokens)])
  return rows.map((row) => {
    const text = (at: number): string => row[at] ?? ''
    return {
      token: idOf('tok', text(0)),
      scheme: text(1) as CardScheme,
      bin: text(2),
      last4: text(3),
      expiry_month: Number(row[4]),
      expiry_year: Number(row[5]),
      country: row[6] ?? null,
      funding: (row[7] ?? null) as CardFunding | null,
      fingerprint: text(8),
      epoch: Number(row[9]),
      sealed: Buffer.from(text(10), 'base64'),
      created_at: present(parseInstant(text(11)), 'when the card was stored'),
    }
  })
}

/** `added`; `known`: the token is there already; `stale`: the key is not the newest any more. */
export type Added = 'added' | 'known' | 'stale'

export async function addCard(db: Db, tenant_id: TenantId, card: StoredCard): Promise<Added> {
  const { rows } = await sql<{
    added: Added
  }>`select vault.add_card(${tenant_id}, ${instantText(card.created_at)},
    ${uuidOf(card.token)}, ${card.scheme}, ${card.bin}, ${card.last4}, ${card.expiry_month}, ${card.expiry_year},
    ${card.country}, ${card.funding}, ${card.fingerprint}::uuid, ${card.epoch}, ${card.sealed}::bytea) as added`.execute(
    db,
  )
  return present(rows[0], 'the answer of add_card').added
}
