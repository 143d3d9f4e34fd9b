import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { secret } from '../../kernel/secret.ts'
import { realWorld, type World } from '../../kernel/world.ts'
import { createSftpTransport } from './sftp.ts'
import type { SftpConfig } from './sftp_config.ts'
import { createSftpServer, type SftpServerOptions } from './sftp_server.ts'
import { newHostKey } from './sftp_server_key.ts'
import type { OnOperation, PlannedFault } from './sftp_server_fault.ts'
import type { Outcome } from './outcome.ts'
import type { FileTransport } from './transport.ts'

export const PASSWORD = 'correct-horse-battery'
export const OK: PlannedFault = { kind: 'ok' }

/** Made once: a pair takes longer than a test. */
export const hostKeys = [await newHostKey(), await newHostKey()] as const

export type Bank = {
  readonly port: number
  readonly fingerprint: string
  /** The folder that the bank's user sees as `/`. */
  readonly root: string
  /** What the server does from now on; everything when it is not set. */
  plan: OnOperation
  /** A transport of ours; all of them end with the bank. */
  connect(config?: Partial<SftpConfig>, world?: World): FileTransport
  connections(): number
  /** Names in a folder of the bank, temporary ones too. */
  names(folder?: string): Promise<readonly string[]>
  close(): Promise<void>
}

/** A bank's real SFTP server on this machine, with the folders `in` and `out`. */
export async function openBank(options: Partial<SftpServerOptions> = {}): Promise<Bank> {
  const root = await mkdtemp(join(tmpdir(), 'florin-files-'))
  for (const folder of ['in', 'out']) await mkdir(join(root, folder))
  const transports: FileTransport[] = []
  const server = await createSftpServer({
    world: realWorld(),
    host_key: secret(hostKeys[0]),
    users: [{ name: 'acme', password: secret(PASSWORD), root, public_keys: [] }],
    on_operation: (operation) => bank.plan(operation),
    ...options,
  })
  const { port } = await server.listen()
  const bank: Bank = {
    port,
    fingerprint: server.fingerprint,
    root,
    plan: () => OK,
    connect(config = {}, world = realWorld()) {
      const transport = createSftpTransport(
        { world },
        {
          host: '127.0.0.1',
          port,
          user: 'acme',
          password: secret(PASSWORD),
          host_keys: [server.fingerprint],
          ...config,
        },
      )
      transports.push(transport)
      return transport
    },
    connections: () => server.connections(),
    names: async (folder = 'in') => (await readdir(join(root, folder))).toSorted((a, b) => (a < b ? -1 : 1)),
    async close() {
      for (const transport of transports) await transport.close()
      await server.close()
      await rm(root, { recursive: true, force: true })
    },
  }
  return bank
}

/** Bytes that look like nothing else, the same for the same seed. */
export function someBytes(size: number, seed = 1): Buffer {
  const bytes = Buffer.allocUnsafe(size)
  let state = (seed * 2_654_435_761) >>> 0 || 1
  for (let at = 0; at < size; at++) {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    bytes[at] = state & 0xff
  }
  return bytes
}

export async function readAll(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = []
  for await (const piece of bytes) pieces.push(piece)
  return Buffer.concat(pieces)
}

export function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.kind === 'done', JSON.stringify(outcome))
  return outcome.value
}
