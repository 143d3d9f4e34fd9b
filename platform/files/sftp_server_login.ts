import { createHash, timingSafeEqual } from 'node:crypto'
import type ssh2 from 'ssh2'
import type { AuthContext, ParsedKey, PublicKeyAuthContext } from 'ssh2'
import { assert } from '../../kernel/assert.ts'
import type { SftpUser } from './sftp_server.ts'

/** Finds a user at login. `drop`: the connection ends without a word, as when a server is down. */
export type FindUser = (name: string) => Promise<SftpUser | 'drop' | undefined>

export type Logins = {
  /** The user whom the client has proven to be, or, before it signs, could prove to be. */
  check(context: AuthContext): Promise<SftpUser | 'drop' | undefined>
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()

/** Passwords are compared by their hashes, in a time that says nothing of how much was right. */
export function createLogins(module: typeof ssh2, users: readonly SftpUser[] | FindUser): Logins {
  const find = typeof users === 'function' ? findKnown(module, users) : fixed(module, users)
  return {
    async check(context) {
      const found = await find(context.username)
      if (found === 'drop') return found
      if (context.method === 'publickey')
        return found?.keys.some((key) => isProven(key, context)) === true ? found.user : undefined
      if (context.method !== 'password') return undefined
      const password = found?.user.password?.reveal() ?? ''
      const isRight = timingSafeEqual(digest(password), digest(context.password))
      return isRight && password !== '' ? found?.user : undefined
    },
  }
}

type Known = { readonly user: SftpUser; readonly keys: readonly ParsedKey[] }

const knownOf = (module: typeof ssh2, user: SftpUser): Known => ({
  user,
  keys: (user.public_keys ?? []).map(readPublicKey(module)),
})

/** A list is read at once, so that a key that is none is found at the start. */
function fixed(module: typeof ssh2, users: readonly SftpUser[]): (name: string) => Known | undefined {
  const known = new Map(users.map((user) => [user.name, knownOf(module, user)]))
  return (name) => known.get(name)
}

const findKnown =
  (module: typeof ssh2, find: FindUser) =>
  async (name: string): Promise<Known | 'drop' | undefined> => {
    const user = await find(name)
    return user === undefined || user === 'drop' ? user : knownOf(module, user)
  }

const readPublicKey =
  (module: typeof ssh2) =>
  (text: string): ParsedKey => {
    const key = module.utils.parseKey(text)
    assert(!(key instanceof Error), 'the public key of an SFTP user can be read')
    return key
  }

/** A client first asks whether a key would do, without a signature, and signs then. */
function isProven(key: ParsedKey, { key: shown, blob, signature, hashAlgo }: PublicKeyAuthContext): boolean {
  const mine = key.getPublicSSH()
  if (mine.length !== shown.data.length || !timingSafeEqual(mine, shown.data)) return false
  if (signature === undefined) return true
  return blob !== undefined && key.verify(blob, signature, hashAlgo)
}
