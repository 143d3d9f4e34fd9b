import { createHash } from 'node:crypto'
import { type Id, idFromBytes, newUuid } from '../../kernel/id.ts'
import { type Fault, ok, type Result } from '../../kernel/result.ts'
import { type Secret, secret } from '../../kernel/secret.ts'
import { appendFacts } from '../../platform/outbox/outbox.ts'
import type { OpenScope, Scope, TenantId } from '../../platform/scope.ts'
import { type Account, type SealedAccount, withoutSecrets } from './acquirer_account.ts'
import type { CardConnector, CardScheme } from './card_connector.ts'
import type { FeePlan } from './cards/fees.ts'
import { type RailsFailure, railsErrors } from './errors.ts'
import { railsFacts } from './facts.ts'
import type { RailsDeps } from './index.ts'
import { ACCOUNTS_PER_TENANT_MAX, MERCHANT_NUMBER_CHARS, PRIORITY_DEFAULT } from './limits.ts'
import * as store from './store.ts'

/** What acquirer accounts' secrets are sealed for. */
export const SEAL_PURPOSE = 'acquirer_account'

export type CreateAccount = {
  readonly connector: string
  readonly name: string
  readonly merchant_number: string
  readonly url: string
  readonly report_url: string
  /** The directory server of 3-D Secure; none when absent. */
  readonly three_ds_url?: string
  readonly api_key: Secret
  readonly callback_secrets: readonly Secret[]
  readonly country: string
  readonly currencies?: readonly string[] | 'any'
  /** All of the connector's when absent. */
  readonly schemes?: readonly CardScheme[]
  readonly fee_plan: FeePlan
  readonly priority?: number
}
type Deps = RailsDeps & { readonly onChange: (tenant_id: TenantId) => void }

/**
 * Adds a contract. Secrets are sealed before the transaction, so this opens its own. `id` may be given, so that a
 * repeat finds what was made: it answers the same account and does nothing.
 *
 * Errors: `connector_unknown`, `not_supported_by_connector`, `acquirer_address_refused` with every address that may not be
 * dialled (reliability.md B7), `acquirer_account_exists`, `acquirer_account_limit_reached`.
 */
export async function createAccount(
  deps: Deps,
  scope: OpenScope,
  id: Id<'aca'>,
  command: CreateAccount,
): Promise<Result<Account, RailsFailure>> {
  const connector = deps.connectors.find(({ name }) => name === command.connector)
  if (connector === undefined) return railsErrors.fail('connector_unknown', { param: 'connector' })
  const unsupported = beyond(connector, command)
  if (unsupported !== undefined) return railsErrors.fail('not_supported_by_connector', { param: unsupported })
  const { tenant_id } = scope
  const reached = await checkAddresses(deps, tenant_id, command)
  if (!reached.ok) return reached
  const account = await sealed(deps, scope, id, connector, command)
  const made = await deps.db.withTenant(tenant_id, async (db): Promise<Result<Account, RailsFailure>> => {
    const known = await store.findAccount(db, tenant_id, id)
    if (known !== undefined) return ok(withoutSecrets(known))
    if (await store.hasMerchantNumber(db, tenant_id, account))
      return railsErrors.fail('acquirer_account_exists')
    if ((await store.countAccounts(db, tenant_id)) >= ACCOUNTS_PER_TENANT_MAX)
      return railsErrors.fail('acquirer_account_limit_reached')
    await store.insertAccounts(db, tenant_id, [account])
    await tellCreated(deps, { ...scope, db }, [account])
    return ok(withoutSecrets(account))
  })
  deps.onChange(tenant_id)
  return made
}

/** Looks where the addresses lead: whoever makes an account could have this machine call what only it can reach. */
async function checkAddresses(
  { destinations }: Deps,
  tenant_id: TenantId,
  { url, report_url, three_ds_url }: CreateAccount,
): Promise<Result<null, RailsFailure>> {
  const policy = await destinations.policyOf(tenant_id)
  const given = Object.entries({ url, report_url, three_ds_url })
  const looked = await Promise.all(
    given.map(async ([param, address]): Promise<Fault[]> => {
      const detail = address === undefined ? undefined : await destinations.faultOf(address, policy)
      return detail === undefined ? [] : [{ code: 'not_usable', param, detail }]
    }),
  )
  const [first, ...others] = looked.flat()
  if (first === undefined) return ok(null)
  const { param, detail } = first
  const errors = [first, ...others]
  return railsErrors.fail('acquirer_address_refused', { param, detail: `${param}: ${detail}`, errors })
}

/** The first thing asked for that the connector does not do. */
function beyond({ capabilities }: CardConnector, { schemes = [], currencies = 'any' }: CreateAccount) {
  if (schemes.some((scheme) => !capabilities.schemes.includes(scheme))) return 'schemes'
  const able = capabilities.currencies
  if (able === 'any' || currencies === 'any') return undefined
  return currencies.some((currency) => !able.includes(currency)) ? 'currencies' : undefined
}

async function sealed(
  deps: Deps,
  scope: OpenScope,
  id: Id<'aca'>,
  { capabilities }: CardConnector,
  command: CreateAccount,
): Promise<SealedAccount> {
  const { api_key, callback_secrets, currencies, schemes, priority, three_ds_url, ...rest } = command
  const seal = (plain: Secret) => deps.sealer.seal(scope, SEAL_PURPOSE, plain)
  return {
    ...rest,
    id,
    currencies: currencies ?? capabilities.currencies,
    schemes: schemes ?? capabilities.schemes,
    priority: priority ?? PRIORITY_DEFAULT,
    three_ds_url: three_ds_url ?? null,
    state: 'enabled',
    sealed_api_key: await seal(api_key),
    sealed_callback_secrets: await Promise.all(callback_secrets.map(seal)),
    callback_address: newUuid(deps.world),
    created_at: scope.world.now(),
  }
}

async function tellCreated(deps: Deps, scope: Scope, accounts: readonly Account[]): Promise<void> {
  await deps.audit.append(
    scope,
    accounts.map(({ id, connector, name, merchant_number, url, state }) => ({
      action: 'acquirer_accounts.create',
      resource_type: 'acquirer_account',
      resource_id: id,
      after: { id, connector, name, merchant_number, url, state },
    })),
  )
  await appendFacts(
    scope.db,
    scope,
    accounts.map(({ id, connector, name, state }) =>
      railsFacts.fact('rails.acquirer_account_created', id, { id, connector, name, state }),
    ),
  )
}

/** Enables or disables an account, in the caller's transaction. A repeat does nothing. Errors: `acquirer_account_not_found`. */
export async function changeState(
  deps: Deps,
  scope: Scope,
  id: Id<'aca'>,
  state: Account['state'],
): Promise<Result<Account, RailsFailure>> {
  const { db, tenant_id } = scope
  const isChanged = await store.updateState(db, tenant_id, id, state)
  const account = await store.findAccount(db, tenant_id, id)
  if (account === undefined) return railsErrors.fail('acquirer_account_not_found')
  if (!isChanged) return ok(withoutSecrets(account))
  const { connector, name } = account
  await deps.audit.append(scope, [
    {
      action: `acquirer_accounts.${state === 'enabled' ? 'enable' : 'disable'}`,
      resource_type: 'acquirer_account',
      resource_id: id,
      after: { state },
    },
  ])
  await appendFacts(db, scope, [
    railsFacts.fact('rails.acquirer_account_changed', id, { id, connector, name, state }),
  ])
  deps.onChange(tenant_id)
  return ok(withoutSecrets(account))
}

/** A simulated acquirer; what it needs of secrets is drawn here. */
export type SandboxAccount = Omit<CreateAccount, 'merchant_number' | 'api_key' | 'callback_secrets'>

const seedOf = (...parts: readonly (string | bigint)[]): Buffer =>
  createHash('sha256')
    .update(['florin sandbox', ...parts].join('\n'))
    .digest()

/** The number by which every simulated acquirer knows a sandbox: the same for all of them, and the same for ever. */
export const sandboxMerchantNumber = (tenant_id: TenantId): string =>
  `S${seedOf(tenant_id)
    .toString('hex')
    .toUpperCase()
    .slice(0, MERCHANT_NUMBER_CHARS - 1)}`
export const sandboxAccountId = (tenant_id: TenantId, connector: string): Id<'aca'> =>
  idFromBytes('aca', seedOf(tenant_id, connector))

/** What proves a sandbox to its simulated world; undefined when its simulated accounts were not made yet. */
export async function sandboxKey(
  { db, sealer }: Pick<RailsDeps, 'db' | 'sealer'>,
  scope: OpenScope,
): Promise<Secret | undefined> {
  const { tenant_id } = scope
  const accounts = await db.withTenant(tenant_id, (tx) => store.listAccounts(tx, tenant_id, EVERY))
  const simulated = accounts.find(({ id, connector }) => id === sandboxAccountId(tenant_id, connector))
  return simulated && sealer.unseal(scope, SEAL_PURPOSE, simulated.sealed_api_key)
}

const UNIQUE_VIOLATION = '23505'

/** Makes the simulated accounts of a sandbox that it has not got yet, and answers all of them. A repeat does nothing. */
export async function ensureSandboxAccounts(
  deps: Deps,
  scope: OpenScope,
  wanted: readonly SandboxAccount[],
): Promise<Account[]> {
  const { tenant_id } = scope
  const list = () => deps.db.withTenant(tenant_id, (db) => store.listAccounts(db, tenant_id, EVERY))
  const known = new Set((await list()).map(({ id }) => id))
  const missing = wanted.filter(({ connector }) => !known.has(sandboxAccountId(tenant_id, connector)))
  if (missing.length > 0) {
    const draw = () => secret(Buffer.from(deps.world.random(32)).toString('base64url'))
    // One simulated world stands behind all of them, so they share what it knows the sandbox by.
    const secrets = { api_key: draw(), callback_secrets: [draw()] }
    const accounts = await Promise.all(missing.map((one) => drawAccount(deps, scope, one, secrets)))
    await insertOnce(deps, scope, accounts)
    deps.onChange(tenant_id)
  }
  const ids = new Set(wanted.map(({ connector }) => sandboxAccountId(tenant_id, connector)))
  return (await list()).filter(({ id }) => ids.has(id)).map(withoutSecrets)
}

const EVERY = { after: undefined, limit: ACCOUNTS_PER_TENANT_MAX * 2 }

async function drawAccount(
  deps: Deps,
  scope: OpenScope,
  one: SandboxAccount,
  secrets: Pick<CreateAccount, 'api_key' | 'callback_secrets'>,
): Promise<SealedAccount> {
  const connector = deps.connectors.find(({ name }) => name === one.connector)
  if (connector === undefined) throw new Error(`no connector is named ${one.connector}`)
  return sealed(deps, scope, sandboxAccountId(scope.tenant_id, one.connector), connector, {
    ...one,
    ...secrets,
    merchant_number: sandboxMerchantNumber(scope.tenant_id),
  })
}

/** Two at once make the same ids; whoever comes second finds them made. */
async function insertOnce(deps: Deps, scope: OpenScope, accounts: readonly SealedAccount[]): Promise<void> {
  try {
    await deps.db.withTenant(scope.tenant_id, async (db) => {
      await store.insertAccounts(db, scope.tenant_id, accounts)
      await tellCreated(deps, { ...scope, db }, accounts)
    })
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
  }
}
