import { type Id, newUuid } from '../../../kernel/id.ts'
import { secret } from '../../../kernel/secret.ts'
import { boundedCache } from '../../../platform/bounded_cache.ts'
import type { DialPolicy } from '../../../platform/outbound/safe_url.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { SealedBankConnection } from '../bank_connections/bank_connection.ts'
import { findConnection } from '../bank_connections/store.ts'
import type { InstantConnector, InstantGate } from '../instant_connector.ts'
import { GATEWAY_PURPOSE, type InstantDeps } from './deps.ts'
import { CALLBACK_SECRETS_MAX, GATEWAYS_KNOWN_MAX, SECRET_BYTES } from './limits.ts'
import * as store from './store_gateways.ts'

/** What only the gateway and we know. */
export type GatewaySecrets = { readonly token: string; readonly callback_secrets: readonly string[] }

/** A gateway that can be spoken to. */
export type OpenGate = {
  readonly connector: InstantConnector
  readonly connection: SealedBankConnection
  readonly gate: InstantGate
  readonly url: string
  readonly policy: DialPolicy
}
/** Opens the gateway of a connection; a sentence when there is none. Outside of transactions. */
export type ReachGateway = (scope: OpenScope, connection: Id<'bcn'>) => Promise<OpenGate | string>

export function createReachGateway(deps: InstantDeps): ReachGateway {
  const prepared = boundedCache<string, Promise<void>>(GATEWAYS_KNOWN_MAX)
  return async (scope, id) => {
    const { tenant_id } = scope
    const connection = await deps.db.withTenant(tenant_id, (tx) => findConnection(tx, tenant_id, id))
    const place = connection?.identity.instant
    const connector = deps.instant?.connectors.find(({ name }) => name === connection?.bank)
    if (connection === undefined || place === undefined || deps.instant === undefined)
      return 'the connection has no gateway for instant payments'
    if (connector === undefined) return 'nobody speaks to the gateway of this bank'
    if (connection.state !== 'enabled') return 'the connection is disabled'
    const { row, secrets } = await openSecrets(deps, scope, id)
    const { url, agent, account, name } = place
    const policy = await deps.destinations.policyOf(tenant_id)
    const simulated = deps.instant.simulatedClient?.(scope, url)
    if (simulated !== undefined && !policy.may_loop_back) return 'only a sandbox has simulated gateways'
    const client = simulated ?? id
    await prepareOnce(deps, scope, prepared, { connection, url, client, row, secrets })
    const gate = { client, agent, account, name, ...secrets }
    return { connector, connection, gate, url, policy }
  }
}

type Known = ReturnType<typeof boundedCache<string, Promise<void>>>
type Opened = { readonly row: store.GatewayRow; readonly secrets: GatewaySecrets }

/** Opens what is known, and makes it when the gateway is used for the first time. */
async function openSecrets(deps: InstantDeps, scope: OpenScope, id: Id<'bcn'>): Promise<Opened> {
  const { tenant_id } = scope
  const known = await deps.db.withTenant(tenant_id, (tx) => store.findGateway(tx, tenant_id, id))
  const row = known ?? (await makeGateway(deps, scope, id))
  const plain = await deps.sealer.unseal(scope, GATEWAY_PURPOSE, row.sealed_secrets)
  return { row, secrets: JSON.parse(plain.reveal()) as GatewaySecrets }
}

const drawSecret = ({ world }: InstantDeps): string =>
  Buffer.from(world.random(SECRET_BYTES)).toString('base64url')

async function makeGateway(
  deps: InstantDeps,
  scope: OpenScope,
  connection: Id<'bcn'>,
): Promise<store.GatewayRow> {
  const { tenant_id, world } = scope
  const fresh: GatewaySecrets = { token: drawSecret(deps), callback_secrets: [drawSecret(deps)] }
  const sealed_secrets = await deps.sealer.seal(scope, GATEWAY_PURPOSE, secret(JSON.stringify(fresh)))
  const at = world.now()
  const row = { connection, address: newUuid(deps.world), sealed_secrets, created_at: at, updated_at: at }
  return deps.db.withTenant(tenant_id, (tx) => store.insertGateway(tx, tenant_id, row))
}

/**
 * Draws a new secret for the messages that a gateway sends to us; the one before stays good beside it. With a `token`, that
 * is what we show from now on. A repeat draws another one.
 */
export async function rotateGateway(
  deps: InstantDeps,
  scope: OpenScope,
  connection: Id<'bcn'>,
  token: string | undefined,
): Promise<{ readonly callback_url: string; readonly callback_secret: string }> {
  const { tenant_id } = scope
  const { row, secrets } = await openSecrets(deps, scope, connection)
  const callback_secret = drawSecret(deps)
  const next: GatewaySecrets = {
    token: token ?? secrets.token,
    callback_secrets: [callback_secret, ...secrets.callback_secrets].slice(0, CALLBACK_SECRETS_MAX),
  }
  const sealed_secrets = await deps.sealer.seal(scope, GATEWAY_PURPOSE, secret(JSON.stringify(next)))
  await deps.db.withTenant(tenant_id, async (db) => {
    await store.updateGateway(db, tenant_id, { ...row, sealed_secrets, updated_at: scope.world.now() })
    await deps.audit.append({ ...scope, db }, [
      {
        action: 'instant_gateways.rotate',
        resource_type: 'bank_connection',
        resource_id: connection,
        after: { token_changed: token !== undefined },
      },
    ])
  })
  return { callback_url: deps.instant?.callbackUrl(row.address) ?? '', callback_secret }
}

type Prepared = Opened & {
  readonly connection: SealedBankConnection
  readonly url: string
  readonly client: string
}

async function prepareOnce(
  { instant }: InstantDeps,
  scope: OpenScope,
  known: Known,
  { connection, url, client, row, secrets }: Prepared,
): Promise<void> {
  if (instant?.prepare === undefined) return
  const { id, currency } = connection
  const key = `${id} ${row.sealed_secrets}`
  const done =
    known.get(key) ??
    instant.prepare(scope, {
      connection: id,
      currency,
      url,
      client,
      token: secrets.token,
      callback_url: instant.callbackUrl(row.address),
      callback_secret: secrets.callback_secrets[0] ?? '',
    })
  known.set(key, done)
  done.catch(() => known.delete(key))
  await done
}
