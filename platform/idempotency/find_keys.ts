import { sql } from 'kysely'
import { packHash } from '../batcher/pack.ts'
import type { Db } from '../db/database.ts'
import type { Lane } from '../db/lane.ts'
import type { TenantId } from '../scope.ts'

/** A key as it was stored: what was asked with it, and what it did. Hashes in hex. */
export type StoredKey = {
  readonly key_hash: string
  readonly fingerprint: string
  readonly fields: string
  readonly state: 'in_progress' | 'done'
  readonly status: number | null
  readonly reply: string | null
  /** Ids (uuid) of the immutable rows the reply is rendered from, for routes that do so. */
  readonly subjects: readonly string[]
  readonly outcomes: string | null
  /** The request that was answered first. */
  readonly request_id: string
}

const statement = {
  name: 'platform_find_keys',
  text: `select encode(uuid_send(key_hash), 'hex'), encode(uuid_send(fingerprint), 'hex'), fields, state, status, reply, subjects, outcomes, request_id
    from platform.idempotency_key where tenant_id = $1::int8 and key_hash = any ($2::uuid[])`,
}

/** The stored keys among `hashes`, by the hex of their hash, on a batcher's connection. */
export async function findKeysOnLane(
  lane: Lane,
  tenant_id: TenantId,
  hashes: readonly Buffer[],
): Promise<Map<string, StoredKey>> {
  const rows = hashes.length === 0 ? [] : await lane.run(statement, [String(tenant_id), packHash(hashes)])
  return new Map(
    rows.map(([key_hash, fingerprint, fields, state, status, reply, subjects, outcomes, request_id]) => [
      key_hash ?? '',
      {
        key_hash: key_hash ?? '',
        fingerprint: fingerprint ?? '',
        fields: fields ?? '',
        state: state === 'in_progress' ? 'in_progress' : 'done',
        status: status === null || status === undefined ? null : Number(status),
        reply: reply ?? null,
        subjects: (subjects ?? '{}').slice(1, -1).split(',').filter(Boolean),
        outcomes: outcomes ?? null,
        request_id: request_id ?? '',
      },
    ]),
  )
}

/** The same of one key, in a transaction; undefined when nobody used it. */
export async function findStoredKey(
  db: Db,
  tenant_id: TenantId,
  key_hash: Buffer,
): Promise<StoredKey | undefined> {
  type Row = Omit<StoredKey, 'subjects'> & { readonly subjects: readonly string[] | null }
  const { rows } = await sql<Row>`
    select encode(uuid_send(key_hash), 'hex') as key_hash, encode(uuid_send(fingerprint), 'hex') as fingerprint, fields,
      state, status, reply, subjects, outcomes, request_id
    from platform.idempotency_key
    where tenant_id = ${tenant_id}::int8 and key_hash = ${key_hash.toString('hex')}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : { ...rows[0], subjects: rows[0].subjects ?? [] }
}
