import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { secret } from '../../../kernel/secret.ts'
import type { World } from '../../../kernel/world.ts'
import {
  createSftpServer,
  type SftpServer,
  type SftpServerOptions,
} from '../../../platform/files/sftp_server.ts'
import { newHostKey } from '../../../platform/files/sftp_server_key.ts'
import type { Host } from '../http_host.ts'

export type SftpHost = Host & { readonly fingerprint: string }

type Options = Pick<SftpServerOptions, 'users' | 'on_operation' | 'on_done'> & {
  readonly world: World
  readonly folder: string
  readonly port: number
}

/** The bank's SFTP server on loopback. Its host key is made at the first start and kept in the folder. */
export async function openSftpHost({ folder, port: wanted, ...options }: Options): Promise<SftpHost> {
  const host_key = secret(await hostKeyIn(folder))
  const server: SftpServer = await createSftpServer({ ...options, host_key })
  const { port } = await server.listen({ port: wanted })
  return {
    port,
    fingerprint: server.fingerprint,
    // Whether the bank is out of reach is asked at each login: one world's fault is not another's.
    refuse: () => Promise.resolve(server.drop()),
    accept: () => Promise.resolve(),
    close: () => server.close(),
  }
}

async function hostKeyIn(folder: string): Promise<string> {
  const path = join(folder, 'sftp_host_key')
  if (existsSync(path)) return readFileSync(path, 'utf8')
  const made = await newHostKey()
  writeFileSync(path, made, { mode: 0o600 })
  return made
}
