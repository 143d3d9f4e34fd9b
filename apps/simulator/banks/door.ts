import { secret } from '../../../kernel/secret.ts'
import type { PlannedFault, ServerOperation } from '../../../platform/files/sftp_server_fault.ts'
import type { SftpServerOptions, SftpUser } from '../../../platform/files/sftp_server.ts'
import type { BankFaultKind, Faults } from '../faults.ts'
import type { CardWorld, Worlds } from '../worlds.ts'
import { openAccounts } from './accounts.ts'
import type { Folders } from './folders.ts'
import type { BankGround } from './ground.ts'

type Deps = {
  readonly worlds: Worlds
  readonly faults: Faults
  readonly folders: Folders
  readonly turn: <T>(one: CardWorld, job: (ground: BankGround) => T) => Promise<T>
  /** A file is complete in `inbound`. */
  readonly take: (one: CardWorld, name: string) => Promise<void>
}
export type Door = Required<Pick<SftpServerOptions, 'on_operation' | 'on_done'>> & {
  readonly users: (name: string) => Promise<SftpUser | 'drop' | undefined>
  /** The world begins anew: its next request opens its accounts again. */
  forget(one: CardWorld): void
}

/** The bank writes more behind a name, and file systems take 255 bytes. */
const NAME_BYTES_MAX = 200
const inboundName = /^\/inbound\/([^/]+)$/

/** What the SFTP server asks and tells the bank: who may come in, what goes wrong, which file is there. */
export function createDoor({ worlds, faults, folders, turn, take }: Deps): Door {
  /** Worlds whose accounts are open: spares a turn for each request. */
  const used = new Set<CardWorld>()
  const strikes = (one: CardWorld, kind: BankFaultKind, name: string): Promise<boolean> =>
    faults.has(one, kind)
      ? turn(one, (ground) => faults.strike(ground, kind, name) !== undefined)
      : Promise.resolve(false)
  return {
    async users(name) {
      const one = worlds.find(name)
      if (one === undefined) return undefined
      if (await strikes(one, 'sftp_down', 'login')) return 'drop'
      return { name, password: secret(one.settings.api_key), root: folders.make(name).root }
    },
    async on_operation({ user, kind, path, to = '' }): Promise<PlannedFault> {
      const one = worlds.find(user)
      if (one === undefined) return { kind: 'drop_connection_before' }
      if (!used.has(one)) await turn(one, openAccounts)
      used.add(one)
      if (await strikes(one, 'sftp_down', path)) return { kind: 'drop_connection_before' }
      const name = inboundName.exec(to)?.[1]
      if (name !== undefined && Buffer.byteLength(name) > NAME_BYTES_MAX)
        return { kind: 'fail', code: 'failure', text: 'File name too long' }
      const isDropped =
        kind === 'rename' && name !== undefined && (await strikes(one, 'drop_after_upload', name))
      return { kind: isDropped ? 'drop_connection_after' : 'ok' }
    },
    async on_done(operation) {
      const one = worlds.find(operation.user)
      const name = completed(operation)
      if (one !== undefined && name !== undefined) await take(one, name)
    },
    forget: (one) => void used.delete(one),
  }
}

/** A file is complete when it got its name, or when one that had its name from the start is closed. */
const completed = ({ kind, path, to = '' }: ServerOperation): string | undefined =>
  inboundName.exec(kind === 'rename' ? to : kind === 'close' ? path : '')?.[1]
