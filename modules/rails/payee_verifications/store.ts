import { sql } from 'kysely'
import { type Id, idOf, uuidOf } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'
import type { Db } from '../../../platform/db/database.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { VopOutcome } from '../identifiers/names/match_name.ts'
import {
  type PayeeVerificationEvent,
  payeeVerificationEvents,
  type PayeeVerificationState,
  payeeVerificationStates,
} from './payee_verification.machine.ts'
import type { PayeeConsent, PayeeDecision, SealedPayeeVerification } from './payee_verification.ts'

type Row = Omit<SealedPayeeVerification, 'id' | 'bank_account' | 'provider' | 'state'> & {
  id: string
  bank_account_id: string | null
  provider_id: string | null
  state: number
}

const columns = sql`id, bank_account_id, account_version, country, encode(fingerprint, 'hex') as fingerprint,
  number_last4, asked_name, payer_name, sealed_details, provider_id, state, asked, code, matched_name, because, consent,
  requested_at, completed_at, valid_until`

const verificationOf = ({
  id,
  bank_account_id,
  provider_id,
  state,
  ...row
}: Row): SealedPayeeVerification => ({
  ...row,
  id: idOf('pvf', id),
  bank_account: bank_account_id === null ? null : idOf('bac', bank_account_id),
  provider: provider_id === null ? null : idOf('pvp', provider_id),
  state: payeeVerificationStates[state] as PayeeVerificationState,
})

const stateNumber = (state: PayeeVerificationState): number => payeeVerificationStates.indexOf(state)
const uuidOrNull = (id: string | null): string | null => (id === null ? null : uuidOf(id))
const textOrNull = (at: Instant | null): string | null => (at === null ? null : instantText(at))

/** False when the id is taken; whoever has it has committed by then. */
export async function insertVerification(
  db: Db,
  tenant_id: TenantId,
  one: SealedPayeeVerification,
): Promise<boolean> {
  const { rows } =
    await sql`insert into rails.payee_verification (tenant_id, id, bank_account_id, account_version, country,
      fingerprint, number_last4, asked_name, payer_name, sealed_details, provider_id, state, code, because, requested_at,
      completed_at, valid_until)
    values (${tenant_id}, ${uuidOf(one.id)}, ${uuidOrNull(one.bank_account)}, ${one.account_version}, ${one.country},
      decode(${one.fingerprint}, 'hex'), ${one.number_last4}, ${one.asked_name}, ${one.payer_name}, ${one.sealed_details},
      ${uuidOrNull(one.provider)}, ${stateNumber(one.state)}, ${one.code}, ${one.because}, ${instantText(one.requested_at)},
      ${textOrNull(one.completed_at)}, ${textOrNull(one.valid_until)})
    on conflict do nothing returning id`.execute(db)
  return rows.length === 1
}

export async function findVerification(
  db: Db,
  tenant_id: TenantId,
  id: Id<'pvf'>,
  options: { readonly is_locked?: boolean } = {},
): Promise<SealedPayeeVerification | undefined> {
  const lock = options.is_locked === true ? sql`for update` : sql``
  const { rows } = await sql<Row>`select ${columns} from rails.payee_verification
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)} ${lock}`.execute(db)
  return rows[0] === undefined ? undefined : verificationOf(rows[0])
}

export type VerificationPlace = { readonly requested_at: Instant; readonly id: Id<'pvf'> }

/** Newest first, from behind `after`. */
export async function listVerifications(
  db: Db,
  tenant_id: TenantId,
  { bank_account }: { readonly bank_account?: Id<'bac'> | undefined },
  page: { readonly after: VerificationPlace | undefined; readonly limit: number },
): Promise<SealedPayeeVerification[]> {
  const { rows } = await sql<Row>`select ${columns} from rails.payee_verification
    where tenant_id = ${tenant_id}
      ${bank_account === undefined ? sql`` : sql`and bank_account_id = ${uuidOf(bank_account)}`}
      ${page.after === undefined ? sql`` : sql`and (requested_at, id) < (${instantText(page.after.requested_at)}::timestamptz, ${uuidOf(page.after.id)}::uuid)`}
    order by requested_at desc, id desc limit ${page.limit}`.execute(db)
  return rows.map(verificationOf)
}

/** Notes one more try without an answer. The caller holds the row; `event` is null when the state stays as it is. */
export async function updateAsked(
  db: Db,
  tenant_id: TenantId,
  {
    id,
    asked,
    state,
    event,
  }: Pick<SealedPayeeVerification, 'id' | 'asked' | 'state'> & {
    readonly event: PayeeVerificationEvent | null
  },
  to: PayeeVerificationState,
): Promise<void> {
  const moved =
    event === null
      ? sql``
      : sql`, state = ${stateNumber(to)}, came_from = ${stateNumber(state)},
          event = ${payeeVerificationEvents.indexOf(event) + 1}`
  await sql`update rails.payee_verification set asked = ${asked} ${moved}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
}

/** Writes the answer, and forgets what was asked about. The caller holds the row. */
export async function completeVerification(
  db: Db,
  tenant_id: TenantId,
  from: PayeeVerificationState,
  done: {
    readonly id: Id<'pvf'>
    readonly asked: number
    readonly code: VopOutcome
    readonly matched_name: string | null
    readonly because: string | null
    readonly completed_at: Instant
    readonly valid_until: Instant
  },
): Promise<void> {
  await sql`update rails.payee_verification set state = ${stateNumber('completed')}, came_from = ${stateNumber(from)},
      event = ${payeeVerificationEvents.indexOf('complete') + 1}, asked = ${done.asked}, code = ${done.code},
      matched_name = ${done.matched_name}, because = ${done.because}, sealed_details = null,
      completed_at = ${instantText(done.completed_at)}, valid_until = ${instantText(done.valid_until)}
    where tenant_id = ${tenant_id} and id = ${uuidOf(done.id)}`.execute(db)
}

/** Keeps what a payer decided, and makes it the last word. The caller holds the row. */
export async function insertConsent(
  db: Db,
  tenant_id: TenantId,
  id: Id<'pvf'>,
  one: PayeeConsent,
): Promise<void> {
  await sql`insert into rails.payee_consent (tenant_id, verification_id, number, decision, shown_text, actor, ip, sha256,
      decided_at)
    values (${tenant_id}, ${uuidOf(id)}, ${one.number}, ${one.decision}, ${one.shown_text}, ${one.actor}, ${one.ip},
      decode(${one.sha256}, 'hex'), ${instantText(one.decided_at)})`.execute(db)
  await sql`update rails.payee_verification set consent = ${one.decision satisfies PayeeDecision}
    where tenant_id = ${tenant_id} and id = ${uuidOf(id)}`.execute(db)
}

/** In the order in which they were given. */
export async function listConsents(db: Db, tenant_id: TenantId, id: Id<'pvf'>): Promise<PayeeConsent[]> {
  const { rows } = await sql<PayeeConsent>`select number, decision, shown_text, actor, ip,
      encode(sha256, 'hex') as sha256, decided_at
    from rails.payee_consent where tenant_id = ${tenant_id} and verification_id = ${uuidOf(id)}
    order by number`.execute(db)
  return rows
}
