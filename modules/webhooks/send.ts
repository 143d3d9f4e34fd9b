import type { Instant, World } from '../../kernel/world.ts'
import type { PostReply, SafeDialer } from '../../platform/outbound/safe_dialer.ts'
import type { DialPolicy } from '../../platform/outbound/safe_url.ts'
import type { TenantId } from '../../platform/scope.ts'
import { eventText } from './event.ts'
import { type EventVersions, inVersion } from './event_versions.ts'
import { ANSWER_MS_MAX, FAULT_CHARS_MAX, KEPT_BODY_CHARS_MAX, KEPT_HEADERS_CHARS_MAX } from './limits.ts'
import { retryAt } from './retry.ts'
import { requestHeaders, type SigningKey, signatureOf } from './sign.ts'
import type { SigningKeys } from './signing_keys.ts'
import type { AttemptResult, Claimed, Outcome } from './store_sending.ts'
import type { TenantFace, Tenants } from './tenants.ts'

export type SendDeps = {
  /** The wall's world: receivers live in real time. */
  readonly world: World
  readonly dialer: Pick<SafeDialer, 'post'>
  readonly keys: SigningKeys
  readonly tenants: Tenants
  readonly versions: EventVersions
  readonly policyOf: (mode: TenantFace['mode']) => DialPolicy
}

/** The events of one claim as text, each rendered once for all of its endpoints. */
export type Texts = Map<string, string>

/** Makes one attempt and says what came of it. Nothing is written. Rejects when the secret cannot be had. */
export async function attempt(
  deps: SendDeps,
  tenant_id: TenantId,
  claimed: Claimed,
  texts: Texts,
): Promise<AttemptResult> {
  const { world, dialer } = deps
  const tenant = await deps.tenants.of(tenant_id)
  const keys = await deps.keys.of(tenant_id, claimed.endpoint_id, claimed.secret_number)
  const body = textOf(deps, claimed, tenant, texts)
  const signed_at = world.now()
  const signed = sign(claimed, keys, body, signed_at)
  const began_ms = world.elapsed_ms()
  const reply = await dialer.post({
    url: claimed.url,
    policy: deps.policyOf(tenant.mode),
    headers: signed.headers,
    body,
    timeout_ms: ANSWER_MS_MAX,
  })
  const took_ms = Math.round(world.elapsed_ms() - began_ms)
  return { claimed, signed_at, signatures: signed.signatures, took_ms, ...judge(world, claimed, reply) }
}

function textOf(deps: SendDeps, { event, api_version }: Claimed, tenant: TenantFace, texts: Texts): string {
  const place = `${event.id} ${api_version}`
  let text = texts.get(place)
  if (text === undefined) {
    text = eventText(inVersion(event, api_version, deps.versions), tenant.id)
    texts.set(place, text)
  }
  return text
}

/** `signatures` is what the attempt keeps: the header's value and, behind a line break, that of Stripe's form. */
function sign(claimed: Claimed, keys: readonly SigningKey[], body: string, now: Instant) {
  const { id } = claimed.event
  const timestamp = Math.floor(now / 1_000_000)
  const message = { id, timestamp, body, now }
  const standard = signatureOf('standard', keys, message)
  const stripe = claimed.signature === 'stripe' ? signatureOf('stripe', keys, message) : null
  return {
    signatures: stripe === null ? standard : `${standard}\n${stripe}`,
    headers: requestHeaders({ id, timestamp, delivery_id: claimed.id, standard, stripe }),
  }
}

type Judged = Pick<
  AttemptResult,
  'status' | 'fault' | 'response_headers' | 'response_body' | 'outcome' | 'retry_at'
>

/** Only 2xx is taken as taken: a redirect is a failure, 410 says that nobody will come back. */
function judge(world: World, { tries }: Claimed, reply: PostReply): Judged {
  if (reply.kind !== 'answered') {
    const fault = reply.why.slice(0, FAULT_CHARS_MAX)
    const retry_at = retryAt(world, tries, undefined)
    return { status: null, fault, response_headers: null, response_body: null, outcome: 1, retry_at }
  }
  const { status, headers } = reply
  const outcome: Outcome = status >= 200 && status < 300 ? 0 : status === 410 ? 2 : 1
  const asked = headers['retry-after']
  return {
    status,
    fault: null,
    response_headers: excerpt(JSON.stringify(headers), KEPT_HEADERS_CHARS_MAX),
    response_body: reply.body.length === 0 ? null : excerpt(reply.body.toString('utf8'), KEPT_BODY_CHARS_MAX),
    outcome,
    retry_at: outcome === 0 ? null : retryAt(world, tries, Array.isArray(asked) ? asked[0] : asked),
  }
}

/** What PostgreSQL can hold of a stranger's text. */
const excerpt = (text: string, chars_max: number): string =>
  text.slice(0, chars_max).replaceAll('\0', '').toWellFormed()
