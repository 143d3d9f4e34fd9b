import { isIPv6 } from 'node:net'
import { isAbsolute, relative, resolve } from 'node:path'
import type { Fault } from '../../../kernel/result.ts'
import { readFingerprint } from '../../../platform/files/host_key.ts'
import { readFolder } from '../../../platform/files/path.ts'
import type { TenantId } from '../../../platform/scope.ts'
import type { BankConnection, BankSecrets, BankTransport } from './bank_connection.ts'
import type { BankConnectionDeps } from './deps.ts'

type Deps = Pick<BankConnectionDeps, 'destinations' | 'allowed_folder'>
type Asked = Pick<BankConnection, 'transport' | 'identity'>

/**
 * Looks where files would go, and where messages of instant rails would: whoever makes a connection could have this machine
 * call what only it can reach (reliability.md B7). Empty when nothing is wrong.
 */
export async function transportFaults(
  deps: Deps,
  tenant_id: TenantId,
  { transport, identity }: Asked,
): Promise<Fault[]> {
  const folders = (['inbound', 'outbound', 'archive'] as const).flatMap((name) =>
    'kind' in readFolder(transport[name])
      ? [notUsable(`transport.${name}`, 'must be a folder below the first one, without a slash in front')]
      : [],
  )
  return [
    ...folders,
    ...placeFaults(deps, transport),
    ...(await addressFaults(deps, tenant_id, [
      ...addressesOf(transport),
      ...(identity.instant === undefined ? [] : [['identity.instant.url', identity.instant.url] as const]),
    ])),
  ]
}

const notUsable = (param: string, detail: string): Fault => ({ code: 'not_usable', param, detail })
type Address = readonly [param: string, url: string]

function addressesOf(transport: BankTransport): Address[] {
  switch (transport.kind) {
    case 'sftp':
      return [['transport.host', placeOf(transport)]]
    case 'https':
      return [['transport.url', transport.url]]
    case 'folder':
      return []
  }
}
const placeOf = ({ host, port }: { readonly host: string; readonly port: number }): string =>
  `tcp://${isIPv6(host) ? `[${host}]` : host}:${port}`

async function addressFaults(
  { destinations }: Deps,
  tenant_id: TenantId,
  addresses: readonly Address[],
): Promise<Fault[]> {
  const policy = await destinations.policyOf(tenant_id)
  const looked = await Promise.all(
    addresses.map(async ([param, url]) => {
      const detail = await destinations.faultOf(url, policy)
      return detail === undefined ? [] : [notUsable(param, detail)]
    }),
  )
  return looked.flat()
}

function placeFaults({ allowed_folder }: Deps, transport: BankTransport): Fault[] {
  if (transport.kind === 'sftp')
    return transport.host_keys.flatMap((key, index) =>
      readFingerprint(key) === undefined
        ? [notUsable(`transport.host_keys.${index}`, 'must be a SHA-256 fingerprint, such as SHA256:…')]
        : [],
    )
  if (transport.kind !== 'folder' || isBelow(allowed_folder, transport.path)) return []
  return [notUsable('transport.path', 'must lie below the folder that the operator of the server allows')]
}

/** Whether a path, however it is spelled, is a folder or lies in it. */
export function isBelow(folder: string | undefined, path: string): boolean {
  if (folder === undefined || !isAbsolute(path)) return false
  const inside = relative(resolve(folder), resolve(path))
  return inside === '' || (!isAbsolute(inside) && inside.split(/[/\\]/)[0] !== '..')
}

/** What the transport needs to prove who we are. `secrets` are those that it will have. */
export function secretFaults(transport: BankTransport, secrets: BankSecrets): Fault[] {
  if (transport.kind !== 'sftp' || secrets.password !== undefined || secrets.private_key !== undefined)
    return []
  return [{ code: 'required', param: 'secrets', detail: 'must hold a password or a private key for SFTP' }]
}
