import { type Failure, type Fault, ok, type Result } from '../../../../kernel/result.ts'
import { dayOf, type Day, type Instant, plusMs } from '../../../../kernel/world.ts'
import { schedule } from '../../../../platform/jobs/schedule.ts'
import { appendFacts } from '../../../../platform/outbox/outbox.ts'
import type { Scope } from '../../../../platform/scope.ts'
import { findBankAccount } from '../../bank_accounts/store.ts'
import { findConnection } from '../../bank_connections/store.ts'
import { fromTemporal } from '../../calendars/zone.ts'
import { mayCarry } from '../../rules/instant/limits.ts'
import { rfpExpiresAt } from '../../rules/instant/requests.ts'
import type { InstantDeps } from '../deps.ts'
import { instantErrors } from '../errors.ts'
import { instantFacts } from '../facts.ts'
import { REQUEST_DAYS_MAX } from '../limits.ts'
import { findReceiving } from '../store_receiving.ts'
import { REQUEST_JOB } from './job_names.ts'
import { type PaymentRequest, paymentRequestJson, requestMessageId } from './payment_request.ts'
import * as store from './store.ts'

/** A day alone means until the midnight in New York that ends it. */
export type NewPaymentRequest = Pick<
  PaymentRequest,
  | 'id'
  | 'rail'
  | 'bank_account'
  | 'receiving_account'
  | 'amount'
  | 'currency'
  | 'end_to_end_id'
  | 'remittance'
  | 'metadata'
> & { readonly expires: Day | Instant }

const DAY_MS = 86_400_000

/**
 * Asks somebody to pay at once, in the caller's transaction; a job sends it. A repeat with the same id and content answers
 * the request that there is. Errors: `payment_request_not_valid` with every fault, `payment_request_differs`.
 */
export async function createRequest(
  { audit }: Pick<InstantDeps, 'audit'>,
  scope: Scope,
  asked: NewPaymentRequest,
): Promise<Result<PaymentRequest, Failure>> {
  const { db, tenant_id, world } = scope
  const at = world.now()
  const checked = await check(scope, asked, at)
  if (!checked.ok) return checked
  const { expires: _expires, ...rest } = asked
  const request: PaymentRequest = {
    ...rest,
    ...checked.value,
    message_id: requestMessageId(asked.id),
    state: 'sending',
    reason_code: null,
    because: null,
    receipt: null,
    created_at: at,
    updated_at: at,
  }
  if (!(await store.insertRequest(db, tenant_id, request))) return existing(scope, request)
  const object = paymentRequestJson(request)
  const job = { kind: REQUEST_JOB, body: { request: request.id }, run_at: at, unique_key: request.id }
  await schedule(db, scope, [job])
  await audit.append(scope, [
    {
      action: 'payment_requests.create',
      resource_type: 'payment_request',
      resource_id: request.id,
      after: object,
    },
  ])
  await appendFacts(db, scope, [instantFacts.fact('rails.payment_request_created', request.id, { object })])
  return ok(request)
}

type Checked = Pick<PaymentRequest, 'connection' | 'expires_at'>

async function check(
  { db, tenant_id }: Scope,
  asked: NewPaymentRequest,
  at: Instant,
): Promise<Result<Checked, Failure>> {
  const faults: Fault[] = []
  const add = (param: string, detail: string): void => void faults.push({ code: 'not_usable', param, detail })
  const receiving = await findReceiving(db, tenant_id, asked.receiving_account)
  const account = await findBankAccount(db, tenant_id, asked.bank_account)
  const connection = receiving && (await findConnection(db, tenant_id, receiving.connection))
  if (receiving?.state !== 'open') add('receiving_account', 'is not open')
  if (connection !== undefined && !connection.rails.includes(asked.rail))
    add('rail', `is none of the connection: ${connection.rails.join(', ')}`)
  if (connection !== undefined && connection.currency !== asked.currency)
    add('amount.currency', `must be ${connection.currency}`)
  if (account?.state !== 'enabled') add('bank_account', 'is not there, or not enabled')
  else if (!account.rails.includes(asked.rail)) add('bank_account', `cannot be reached by ${asked.rail}`)
  const may = mayCarry(asked.rail, asked.amount, dayOf(at))
  if (!may.allowed) add('amount.value', may.because)
  const expires_at = expiryOf(asked.expires)
  if (expires_at <= at) add('expires', 'has passed')
  if (expires_at > plusMs(at, REQUEST_DAYS_MAX * DAY_MS))
    add('expires', `is more than ${REQUEST_DAYS_MAX} days ahead`)
  return receiving === undefined || faults.length > 0
    ? instantErrors.fail('payment_request_not_valid', { errors: faults })
    : ok({ connection: receiving.connection, expires_at })
}

const expiryOf = (expires: Day | Instant): Instant =>
  typeof expires === 'string' ? fromTemporal(rfpExpiresAt(expires)) : expires

async function existing(
  { db, tenant_id }: Scope,
  asked: PaymentRequest,
): Promise<Result<PaymentRequest, Failure>> {
  const found = await store.findRequest(db, tenant_id, asked.id)
  if (found === undefined) return instantErrors.fail('payment_request_differs', { param: 'end_to_end_id' })
  const names = ['rail', 'bank_account', 'receiving_account', 'amount', 'currency', 'end_to_end_id'] as const
  const param = names.find((name) => found[name] !== asked[name])
  return param === undefined ? ok(found) : instantErrors.fail('payment_request_differs', { param })
}
