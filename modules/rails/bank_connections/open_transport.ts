import type { Id } from '../../../kernel/id.ts'
import { type Secret, secret } from '../../../kernel/secret.ts'
import { createFolderTransport } from '../../../platform/files/folder.ts'
import { createHttpsTransport } from '../../../platform/files/https.ts'
import { refused, type Refused } from '../../../platform/files/outcome.ts'
import { createSftpTransport } from '../../../platform/files/sftp.ts'
import type { SftpConfig } from '../../../platform/files/sftp_config.ts'
import type { FileTransport } from '../../../platform/files/transport.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import { sandboxKey } from '../accounts.ts'
import {
  type BankSecrets,
  type BankTransport,
  CONNECTION_PURPOSE,
  type SealedBankConnection,
} from './bank_connection.ts'
import { isBelow } from './check_transport.ts'
import type { BankConnectionDeps } from './deps.ts'
import { TRANSPORTS_KEPT_MAX } from './limits.ts'

type Deps = Pick<
  BankConnectionDeps,
  'db' | 'world' | 'sealer' | 'destinations' | 'send' | 'allowed_folder' | 'simulated_bank' | 'log'
>

/** Ways to banks, opened. */
export type Transports = {
  /**
   * Runs `fn` with the transport of a connection, its secrets opened; refused when it cannot be had. One is kept for each
   * connection, and let go of when the connection changes, when too many are kept, and at the end. Outside of transactions.
   */
  withTransport<T>(
    scope: OpenScope,
    connection: SealedBankConnection,
    fn: (transport: FileTransport) => Promise<T>,
  ): Promise<T | Refused>
  close(): Promise<void>
}

type Held = {
  /** What it was made of: another one means another transport. */
  readonly mark: string
  readonly transport: Promise<FileTransport | Refused>
  users: number
  isStale: boolean
}

export function createTransports(deps: Deps): Transports {
  const held = new Map<Id<'bcn'>, Held>()
  const letGo = async (id: Id<'bcn'>, one: Held): Promise<void> => {
    if (held.get(id) === one) held.delete(id)
    one.isStale = true
    if (one.users > 0) return
    const transport = await one.transport
    if ('list' in transport) await transport.close()
  }
  const take = async (scope: OpenScope, connection: SealedBankConnection): Promise<Held> => {
    const { id, transport, sealed_secrets } = connection
    const place = await placeOf(deps, scope, transport)
    const mark = JSON.stringify([scope.tenant_id.toString(), transport, sealed_secrets, place])
    const known = held.get(id)
    if (known?.mark === mark) return known
    if (known !== undefined) await letGo(id, known)
    const opened = open(deps, scope, connection, place).catch((error: unknown) => {
      deps.log.error('bank_transport_not_opened', { request_id: scope.request_id, error })
      return refused('failed', 'the secrets of the connection could not be opened')
    })
    const fresh: Held = { mark, transport: opened, users: 0, isStale: false }
    held.set(id, fresh)
    const [oldest] = held
    if (held.size > TRANSPORTS_KEPT_MAX && oldest !== undefined) await letGo(...oldest)
    return fresh
  }
  return {
    async withTransport(scope, connection, fn) {
      const one = await take(scope, connection)
      one.users++
      try {
        const transport = await one.transport
        // What could not be opened is tried anew next time.
        if (!('list' in transport)) one.isStale = true
        return 'list' in transport ? await fn(transport) : transport
      } finally {
        one.users--
        if (one.isStale) await letGo(connection.id, one)
      }
    },
    async close() {
      await Promise.all([...held].map(([id, one]) => letGo(id, one)))
    },
  }
}

/** Where an SFTP server is, and how it is entered. */
type Place =
  | { readonly kind: 'as_given' }
  | { readonly kind: 'refused'; readonly why: string }
  | (Pick<SftpConfig, 'host' | 'port' | 'user' | 'host_keys'> & {
      readonly kind: 'simulated'
      readonly password: Secret
    })

/** Of names that exist nowhere: the simulator listens on whatever ports are free. */
async function placeOf(deps: Deps, scope: OpenScope, transport: BankTransport): Promise<Place> {
  if (transport.kind !== 'sftp' || !transport.host.endsWith('.simulator.test')) return { kind: 'as_given' }
  const policy = await deps.destinations.policyOf(scope.tenant_id)
  if (!policy.may_loop_back) return { kind: 'refused', why: 'only a sandbox has simulated banks' }
  try {
    const bank = await deps.simulated_bank?.(scope)
    const password = await sandboxKey(deps, scope)
    if (bank === undefined || password === undefined)
      return { kind: 'refused', why: 'no simulator runs here' }
    return { kind: 'simulated', ...bank, password }
  } catch (error) {
    return { kind: 'refused', why: `the simulator does not run: ${(error as Error).message}` }
  }
}

async function open(
  deps: Deps,
  scope: OpenScope,
  connection: SealedBankConnection,
  place: Place,
): Promise<FileTransport | Refused> {
  const { transport, sealed_secrets } = connection
  if (place.kind === 'refused') return refused('no_connection', place.why)
  const opened = await deps.sealer.unseal(scope, CONNECTION_PURPOSE, sealed_secrets)
  const secrets = JSON.parse(opened.reveal()) as BankSecrets
  const policy = await deps.destinations.policyOf(scope.tenant_id)
  switch (transport.kind) {
    case 'folder':
      if (!isBelow(deps.allowed_folder, transport.path))
        return refused('address_not_allowed', 'the folder is not one that the operator allows')
      return createFolderTransport(deps, { root: transport.path, archive_folder: transport.archive })
    case 'https': {
      const authorization =
        secrets.token === undefined ? {} : { authorization: secret(`Bearer ${secrets.token}`) }
      return createHttpsTransport(deps, { url: transport.url, policy, ...authorization })
    }
    case 'sftp': {
      const way = place.kind === 'simulated' ? place : { ...transport, ...proofOf(secrets), policy }
      const { host, port, user, host_keys, ...proof } = way
      return createSftpTransport(deps, {
        host,
        port,
        user,
        host_keys,
        archive_folder: transport.archive,
        ...sftpProof(proof),
      })
    }
  }
}

type Proof = Pick<SftpConfig, 'password' | 'private_key' | 'policy'>

const sftpProof = ({ password, private_key, policy }: Proof): Proof => ({
  ...(password === undefined ? {} : { password }),
  ...(private_key === undefined ? {} : { private_key }),
  ...(policy === undefined ? {} : { policy }),
})

function proofOf({ password, private_key, passphrase }: BankSecrets): Proof {
  const key =
    private_key === undefined
      ? {}
      : {
          private_key: {
            text: secret(private_key),
            ...(passphrase === undefined ? {} : { passphrase: secret(passphrase) }),
          },
        }
  return { ...(password === undefined ? {} : { password: secret(password) }), ...key }
}
