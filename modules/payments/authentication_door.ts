import type { Door, DoorAnswer } from '../../platform/http/doors.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { readReturnName } from './authentication.ts'
import type { Core } from './deps.ts'
import { RETURN_WAIT_MS } from './limits.ts'
import type { PaymentView } from './payment.ts'
import { resolveAuthentication } from './resolve_authentication.ts'
import { returnPage, returnPagePolicy } from './return_page.ts'
import { findAuthentication } from './store_authentications.ts'
import { WAIT_LOOK_MS } from '../../platform/waits.ts'

const page = {
  content_type: 'text/html; charset=utf-8',
  headers: { 'content-security-policy': returnPagePolicy },
}
const nothing: DoorAnswer = { ...page, status: 404, body: returnPage('unknown', null) }

/**
 * Where a cardholder's browser comes back from the issuer's page. The address cannot be guessed, and what the browser
 * brings is not read: what became of the challenge is asked at the directory server. Then the browser goes on to the
 * merchant. A repeat, a reload, a second tab and a return that comes too late find what the first one left.
 */
export const returnDoor = (core: Core): Door => ({
  method: 'GET',
  path: '/v1/authentications/{id}/return',
  async open({ params, request_id }): Promise<DoorAnswer> {
    const named = readReturnName(params['id'] ?? '')
    if (named === undefined) return nothing
    const { tenant_id, id } = named
    const found = await core.db.withTenant(tenant_id, (tx) => findAuthentication(tx, tenant_id, id))
    if (found === undefined) return nothing
    const scope = await core.scopeOf(tenant_id, request_id)
    const view = await core.readView(scope, found.payment)
    const resolved = view.authentication?.id === id ? await resolveAuthentication(core, scope, view) : view
    return leadOn(await outcomeOf(core, scope, resolved))
  },
})

/** Somebody else may be sending the authorisation right now. */
async function outcomeOf(core: Core, scope: OpenScope, resolved: PaymentView): Promise<PaymentView> {
  let view = resolved
  const until_ms = core.world.elapsed_ms() + RETURN_WAIT_MS
  while (view.standing.state === 'processing') {
    const left_ms = until_ms - core.world.elapsed_ms()
    if (left_ms <= 0) break
    await core.waits.until(view.order.id, Math.min(left_ms, WAIT_LOOK_MS))
    view = await core.readView(scope, view.order.id)
  }
  return view
}

function leadOn({ order, standing, authentication }: PaymentView): DoorAnswer {
  const { return_url } = order.asked
  const challenge_url = standing.state === 'requires_action' ? (authentication?.url ?? null) : null
  if (return_url === undefined || !URL.canParse(return_url))
    return { ...page, status: 200, body: returnPage(standing.state, challenge_url) }
  const url = new URL(return_url)
  url.searchParams.set('payment', order.id)
  url.searchParams.set('status', standing.state)
  return { status: 303, body: '', location: url.href }
}
