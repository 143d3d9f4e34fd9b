import { canonicalJson } from '../../../kernel/canonical_json.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import { secret } from '../../../kernel/secret.ts'
import { dayOf } from '../../../kernel/world.ts'
import { appendFacts } from '../../../platform/outbox/outbox.ts'
import type { OpenScope, Scope } from '../../../platform/scope.ts'
import { beginCollecting } from '../incoming_files/job_names.ts'
import {
  type BankConnection,
  bankConnectionJson,
  type BankSecrets,
  CONNECTION_PURPOSE,
  type SealedBankConnection,
  withoutConnectionSecrets,
} from './bank_connection.ts'
import { identityFaults } from './check_identity.ts'
import { secretFaults, transportFaults } from './check_transport.ts'
import type { BankConnectionDeps } from './deps.ts'
import { bankConnectionErrors } from './errors.ts'
import { bankConnectionFacts } from './facts.ts'
import { CONNECTIONS_PER_TENANT_MAX } from './limits.ts'
import * as store from './store.ts'

export type NewBankConnection = Pick<
  BankConnection,
  | 'id'
  | 'bank'
  | 'name'
  | 'currency'
  | 'rails'
  | 'identity'
  | 'transport'
  | 'bank_account'
  | 'uncleared_account'
  | 'shortfall_account'
  | 'rules'
> & { readonly secrets: BankSecrets }

/**
 * Adds a way to a bank. Its secrets are sealed before the transaction, so this opens its own; with the connection, the first
 * look into the bank's folder is planned.
 *
 * A repeat, known by the id, answers the connection as it is now. Errors: `bank_connection_not_valid` with every fault by its
 * field; `bank_connection_differs`, `bank_connection_limit_reached`.
 */
export async function createBankConnection(
  deps: BankConnectionDeps,
  scope: OpenScope,
  asked: NewBankConnection,
): Promise<Result<BankConnection, Failure>> {
  const { tenant_id } = scope
  const faults = [
    ...(await connectionFaults(deps, scope, asked)),
    ...secretFaults(asked.transport, asked.secrets),
    ...(await accountFaults(deps, scope, asked)),
  ]
  if (faults.length > 0) return bankConnectionErrors.fail('bank_connection_not_valid', { errors: faults })
  const connection = freshConnection(scope, asked, await sealSecrets(deps, scope, asked.secrets))
  return deps.db.withTenant(tenant_id, async (db): Promise<Result<BankConnection, Failure>> => {
    const known = await store.findConnection(db, tenant_id, asked.id)
    if (known !== undefined) return existing(known, connection)
    if ((await store.countConnections(db, tenant_id)) >= CONNECTIONS_PER_TENANT_MAX)
      return bankConnectionErrors.fail('bank_connection_limit_reached')
    const within = { ...scope, db }
    if (!(await store.insertConnection(db, tenant_id, connection))) {
      const found = await store.findConnection(db, tenant_id, asked.id)
      return found === undefined
        ? bankConnectionErrors.fail('bank_connection_not_found')
        : existing(found, connection)
    }
    await beginCollecting(within, connection.id)
    await tellCreated(deps, within, [connection])
    return ok(withoutConnectionSecrets(connection))
  })
}

/** Of everything but secrets and ledger accounts: what a change of a connection has to pass too. */
export async function connectionFaults(
  deps: BankConnectionDeps,
  { tenant_id, world }: OpenScope,
  asked: Pick<BankConnection, 'bank' | 'rails' | 'currency' | 'identity' | 'transport' | 'rules'>,
): Promise<Fault[]> {
  const { banks = [] } = deps
  const dialects = banks.map(({ name }) => name)
  const unknown: Fault[] = dialects.includes(asked.bank)
    ? []
    : [
        {
          code: 'not_usable',
          param: 'bank',
          detail: `must be a bank whose ways are known: ${dialects.join(', ')}`,
        },
      ]
  return [
    ...unknown,
    ...identityFaults(asked, dayOf(world.now())),
    ...(await transportFaults(deps, tenant_id, asked)),
  ]
}

const sides = { bank_account: 'debit', uncleared_account: 'credit', shortfall_account: 'debit' } as const
type LedgerRole = keyof typeof sides
const roles = Object.keys(sides) as readonly LedgerRole[]

/** The ledger accounts must be there, hold the connection's currency, and each mean one thing only. */
async function accountFaults(
  { ledger }: BankConnectionDeps,
  scope: OpenScope,
  asked: Pick<BankConnection, LedgerRole | 'currency'>,
): Promise<Fault[]> {
  const found = await Promise.all(roles.map((role) => ledger.findAccount(scope, asked[role])))
  return roles.flatMap((param, index): Fault[] => {
    const account = found[index]
    const add = (detail: string): Fault[] => [{ code: 'not_usable', param, detail }]
    if (account?.ok !== true) return add('must be an account of the ledger')
    if (account.value.currency !== asked.currency) return add(`must hold ${asked.currency}`)
    if (account.value.normal_side !== sides[param])
      return add(`must be an account of the ${sides[param]} side`)
    const isTwice = roles.slice(0, index).some((other) => asked[other] === asked[param])
    return isTwice ? add('must be an account of its own') : []
  })
}

export async function sealSecrets(
  { sealer }: Pick<BankConnectionDeps, 'sealer'>,
  scope: OpenScope,
  secrets: BankSecrets,
): Promise<string> {
  return sealer.seal(scope, CONNECTION_PURPOSE, secret(JSON.stringify(secrets)))
}

export function freshConnection(
  { world }: OpenScope,
  { secrets: _secrets, ...asked }: NewBankConnection,
  sealed_secrets: string,
): SealedBankConnection {
  const at = world.now()
  return { ...asked, sealed_secrets, state: 'enabled', looked_at: null, created_at: at, updated_at: at }
}

/** In the transaction in which they were stored. */
export async function tellCreated(
  { audit }: Pick<BankConnectionDeps, 'audit'>,
  scope: Scope,
  connections: readonly SealedBankConnection[],
): Promise<void> {
  const objects = connections.map((one) => bankConnectionJson(withoutConnectionSecrets(one)))
  await audit.append(
    scope,
    objects.map((object) => ({
      action: 'bank_connections.create',
      resource_type: 'bank_connection',
      resource_id: object.id,
      after: object,
    })),
  )
  await appendFacts(
    scope.db,
    scope,
    objects.map((object) => bankConnectionFacts.fact('rails.bank_connection_created', object.id, { object })),
  )
}

/** A connection that was changed since is not compared: it is what the repeat would have made, and more. */
function existing(known: SealedBankConnection, asked: SealedBankConnection): Result<BankConnection, Failure> {
  const given = ['bank', 'currency', ...roles] as const
  const changing = ['name', 'rails', 'identity', 'transport', 'rules'] as const
  const isAsItWas = known.updated_at === known.created_at
  const names = isAsItWas ? [...given, ...changing] : given
  const param = names.find((name) => canonicalJson(known[name]) !== canonicalJson(asked[name]))
  return param === undefined
    ? ok(withoutConnectionSecrets(known))
    : bankConnectionErrors.fail('bank_connection_differs', { param })
}
