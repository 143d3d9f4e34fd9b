import { hash } from 'node:crypto'
import type { TenantId } from '../scope.ts'

/** What an Idempotency-Key stands for in one request: which key, and exactly what was asked with it. */
export type KeyClaim = {
  readonly key: string
  /** First 16 bytes of SHA-256 over tenant and key: the primary key of the stored row. */
  readonly key_hash: Buffer
  /** First 16 bytes of SHA-256 over method, route and canonical body. */
  readonly fingerprint: Buffer
  /** `METHOD /route/template` */
  readonly route: string
  /** `path:digest` pairs of the canonical body, so that a mismatch can name the fields that differ. */
  readonly fields: string
}

/** By way of Latin-1 text: asking the digest for a Buffer costs 2 µs more. */
export const claimHash = (text: string): Buffer =>
  Buffer.from(hash('sha256', text, 'latin1').slice(0, 16), 'latin1')

export const keyHash = (tenant_id: TenantId, key: string): Buffer => claimHash(`${tenant_id}\0${key}`)
