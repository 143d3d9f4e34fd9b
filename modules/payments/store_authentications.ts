import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Db } from '../../platform/db/database.ts'
import type { TenantId } from '../../platform/scope.ts'
import type { ThreeDsProof } from '../rails/index.ts'
import type { Authentication, AuthenticationCause, NewAuthentication } from './authentication.ts'
import { authenticationStateOf } from './steps.ts'
import type { Told } from './store_begin.ts'

export type AuthenticationRow = {
  n_id: string | null
  n_payment: string
  n_account: string
  n_token: string
  n_cause: AuthenticationCause
  n_step: number
  n_version: number
  directory_id: string | null
  url: string | null
  proof_version: string | null
  eci: string | null
  cavv: string | null
  ds_transaction_id: string | null
  has_liability_shift: boolean | null
  expires_at: Instant | null
}

/** Of `payments.authentication n`. */
export const authenticationColumns =
  sql.raw(`n.id as n_id, n.payment_id as n_payment, n.account_id as n_account,
  n.token_id as n_token, n.cause as n_cause, n.step as n_step, n.version as n_version, n.directory_id, n.url, n.proof_version,
  n.eci, n.cavv, n.ds_transaction_id, n.has_liability_shift, n.expires_at`)

/** Null when the row that was joined has none. */
export function authenticationOf(row: AuthenticationRow): Authentication | null {
  if (row.n_id === null) return null
  return {
    id: idOf('aut', row.n_id),
    payment: idOf('pay', row.n_payment),
    account: idOf('aca', row.n_account),
    token: idOf('tok', row.n_token),
    cause: row.n_cause,
    state: authenticationStateOf(row.n_step),
    version: row.n_version,
    directory_id: row.directory_id,
    url: row.url,
    proof: proofOf(row),
    expires_at: row.expires_at,
  }
}

function proofOf(row: AuthenticationRow): ThreeDsProof | null {
  const { proof_version: version, eci, cavv, ds_transaction_id, has_liability_shift } = row
  if (eci === null || ds_transaction_id === null) return null
  return {
    version: version ?? '',
    eci,
    cavv,
    ds_transaction_id,
    has_liability_shift: has_liability_shift === true,
  }
}

export async function findAuthentication(
  db: Db,
  tenant_id: TenantId,
  id: Id<'aut'>,
): Promise<Authentication | undefined> {
  const { rows } = await sql<AuthenticationRow>`select ${authenticationColumns} from payments.authentication n
    where n.tenant_id = ${tenant_id}::int8 and n.id = ${uuidOf(id)}::uuid`.execute(db)
  return rows[0] === undefined ? undefined : (authenticationOf(rows[0]) ?? undefined)
}

/** False when the payment does not stand as it was read. */
export async function startAuthentication(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  fresh: NewAuthentication & { readonly payment_version: number; readonly step: number | null },
): Promise<boolean> {
  const { id, payment, payment_version, step, account, token, cause } = fresh
  const { rows } = await sql<{ begun: boolean }>`select payments.start_authentication(${tenant_id}::int8,
    ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid, ${uuidOf(payment)}::uuid, ${payment_version}::int4,
    ${step}::int4, ${uuidOf(account)}::uuid, ${uuidOf(token)}::uuid, ${cause}) as begun`.execute(db)
  return rows[0]?.begun === true
}

/** What came of an authentication, as it is written down. */
export type Settled = {
  readonly authentication: Authentication
  readonly step: number
  readonly challenge?: { readonly directory_id: string; readonly url: string; readonly expires_at: Instant }
  readonly proof?: ThreeDsProof
  /** The step of the payment with it, and who is told; absent when the payment is not moved here. */
  readonly moved?: { readonly version: number; readonly step: number; readonly told: Told }
}

/** Throws FL201, and nothing is written, when the authentication or the payment does not stand as it was read. */
export async function settleAuthentication(
  db: Db,
  tenant_id: TenantId,
  at: Instant,
  { authentication, step, challenge, proof, moved }: Settled,
): Promise<void> {
  const { id, version, payment } = authentication
  const expires_at = challenge === undefined ? null : instantText(challenge.expires_at)
  await sql`select payments.settle_authentication(${tenant_id}::int8, ${instantText(at)}::timestamptz, ${uuidOf(id)}::uuid,
    ${version}::int4, ${step}::int4, ${challenge?.directory_id ?? null}::text, ${challenge?.url ?? null}::text,
    ${expires_at}::timestamptz, ${proof?.version ?? null}::text, ${proof?.eci ?? null}::text, ${proof?.cavv ?? null}::text,
    ${proof?.ds_transaction_id ?? null}::text, ${proof?.has_liability_shift ?? null}::boolean, ${uuidOf(payment)}::uuid,
    ${moved?.version ?? null}::int4, ${moved?.step ?? null}::int4, ${moved?.told.id ?? null}::uuid,
    ${moved?.told.type ?? null}::text, ${payment}::text, ${moved?.told.body ?? null}::text)`.execute(db)
}

/** The payment's next attempts go without the authentication it had. */
export async function dropAuthentication(db: Db, tenant_id: TenantId, payment: Id<'pay'>): Promise<void> {
  await sql`select payments.drop_authentication(${tenant_id}::int8, ${uuidOf(payment)}::uuid)`.execute(db)
}
