import type { Id } from '../../../kernel/id.ts'
import { dayOf } from '../../../kernel/world.ts'
import type { WireRequest } from '../../../platform/outbound/wire.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedDetails } from '../bank_accounts/bank_account.ts'
import { DETAILS_PURPOSE } from '../bank_accounts/deps.ts'
import type { PayeeAccount, PayeeAnswer, PayeeConnector, PayeeRequest } from '../payee_connector.ts'
import { type PayeeDeps, PROVIDER_PURPOSE } from './deps.ts'
import { payeeRules } from './facts/payee_rules.ts'
import type { SealedPayeeVerification } from './payee_verification.ts'
import type { SealedPayeeProvider } from './provider.ts'
import * as store from './store_providers.ts'

/** What came of asking once. `not_sent` only when nothing left this machine. */
export type Asked = PayeeAnswer | { readonly kind: 'not_sent'; readonly why: string }

/** Asks once. Never throws for what the other side, a connector or the vault does. Outside of transactions. */
export type AskProvider = (scope: OpenScope, verification: SealedPayeeVerification) => Promise<Asked>

type Reached = {
  readonly connector: PayeeConnector
  readonly provider: SealedPayeeProvider
  readonly account: PayeeAccount
}

export function createAskProvider(deps: PayeeDeps): AskProvider {
  const reach = createReach(deps)
  return async (scope, verification) => {
    const reached = await prepared(deps, scope, verification, reach)
    if ('kind' in reached) return reached
    const { connector, account, request, provider } = reached
    const { request_id, tenant_id } = scope
    let message: WireRequest
    try {
      message = await connector.build(account, request)
    } catch (error) {
      deps.log.error('payee_question_failed', { request_id, kind: connector.name, error })
      return { kind: 'not_sent', why: 'the question could not be written' }
    }
    try {
      const timeout_ms = payeeRules.on('answer_within', dayOf(scope.world.now())).value
      const policy = await deps.destinations.policyOf(tenant_id)
      const reply = await deps.send({ url: provider.url, timeout_ms, policy }, message)
      if (reply.kind === 'not_sent') return reply
      if (reply.kind === 'no_answer') return { kind: 'unknown', why: reply.why }
      return await connector.parse(request, reply.answer)
    } catch (error) {
      deps.log.error('payee_call_failed', { request_id, kind: connector.name, error })
      return { kind: 'unknown', why: 'the call failed on our side' }
    }
  }
}

type Reach = (scope: OpenScope, id: Id<'pvp'> | null) => Promise<Reached | string>

/** Finds who is asked, opens the secret, and prepares it once per process. */
function createReach(deps: PayeeDeps): Reach {
  const ready = new Map<Id<'pvp'>, Promise<void>>()
  const prepare = (
    scope: OpenScope,
    provider: SealedPayeeProvider,
    plain: string,
  ): Promise<void> | undefined => {
    const known = ready.get(provider.id)
    if (known !== undefined || deps.payees?.prepare === undefined) return known
    const done = deps.payees.prepare(scope, provider, plain)
    ready.set(provider.id, done)
    done.catch(() => ready.delete(provider.id))
    return done
  }
  return async (scope, id) => {
    const { tenant_id } = scope
    const provider =
      id === null
        ? undefined
        : await deps.db.withTenant(tenant_id, (tx) => store.findProvider(tx, tenant_id, id))
    const connector = deps.payees?.connectors.find(({ name }) => name === provider?.connector)
    if (provider === undefined || connector === undefined) return 'no connector speaks to the provider'
    const plain = (await deps.sealer.unseal(scope, PROVIDER_PURPOSE, provider.sealed_secret)).reveal()
    await prepare(scope, provider, plain)
    return { connector, provider, account: { client_id: provider.client_id, secret: plain } }
  }
}

/** Everything that a question needs; nothing has been sent yet. */
async function prepared(
  deps: PayeeDeps,
  scope: OpenScope,
  verification: SealedPayeeVerification,
  reach: Reach,
): Promise<(Reached & { readonly request: PayeeRequest }) | Asked> {
  try {
    const reached = await reach(scope, verification.provider)
    if (typeof reached === 'string') return { kind: 'not_sent', why: reached }
    const opened = await deps.sealer.unseal(scope, DETAILS_PURPOSE, verification.sealed_details ?? '')
    const details = JSON.parse(opened.reveal()) as SealedDetails
    const request = requestOf(scope, verification, details)
    if (!reached.connector.takes(request))
      return { kind: 'refused', why: 'the provider has no way to ask about such an account' }
    return { ...reached, request }
  } catch (error) {
    deps.log.error('payee_provider_not_ready', { request_id: scope.request_id, error })
    return { kind: 'not_sent', why: 'the provider could not be made ready' }
  }
}

function requestOf(
  { world }: OpenScope,
  { id, asked, asked_name, payer_name, country }: SealedPayeeVerification,
  { account }: SealedDetails,
): PayeeRequest {
  const reference = id.slice('pvf_'.length)
  return {
    reference,
    message_reference: `${reference}-${asked + 1}`,
    asked_name,
    payer_name,
    country,
    account,
    bic: account['bic'] ?? null,
    at: world.now(),
  }
}
