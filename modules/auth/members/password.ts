import { argon2, timingSafeEqual } from 'node:crypto'
import { promisify } from 'node:util'
import type { Secret } from '../../../kernel/secret.ts'
import type { World } from '../../../kernel/world.ts'
import { assertOutsideTransaction } from '../../../platform/db/database.ts'
import { createSlots } from '../../../platform/files/slots.ts'
import { passwordHashing } from '../facts/password_hashing.ts'
import { HASH_WAIT_MS, HASHES_AT_ONCE } from './limits.ts'

/** Hashing takes a core for some 40 ms: it is done outside of transactions, by few at once. */
export type Passwords = {
  /** The PHC string to store; undefined when too many wait. */
  hash(password: Secret): Promise<string | undefined>
  /**
   * Whether it is the one that was hashed; undefined when too many wait. Null stands for a member who is not there: it takes
   * as long and says false, so that the time tells nobody whether there is one.
   */
  verify(password: Secret, stored: string | null): Promise<boolean | undefined>
}
type Parameters = { memory: number; passes: number; parallelism: number }
type Parsed = Parameters & { readonly nonce: Buffer; readonly tag: Buffer }

const derive = promisify(argon2)
const current: Parameters = {
  memory: passwordHashing.memory_kib,
  passes: passwordHashing.passes,
  parallelism: passwordHashing.parallelism,
}
const PHC = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

export function createPasswords(world: World): Passwords {
  const slots = createSlots(world, HASHES_AT_ONCE)
  const inTurn = async <T>(fn: () => Promise<T>): Promise<T | undefined> => {
    assertOutsideTransaction()
    const release = await slots.take(HASH_WAIT_MS)
    if (release === undefined) return undefined
    try {
      return await fn()
    } finally {
      release()
    }
  }
  const absent: Parsed = {
    ...current,
    nonce: Buffer.from(world.random(passwordHashing.salt_bytes)),
    tag: Buffer.from(world.random(passwordHashing.tag_bytes)),
  }
  return {
    hash: (password) =>
      inTurn(async () => {
        const nonce = Buffer.from(world.random(passwordHashing.salt_bytes))
        return written(nonce, await tagOf(password, { ...current, nonce }, passwordHashing.tag_bytes))
      }),
    verify: (password, stored) =>
      inTurn(async () => {
        const parsed = (stored === null ? undefined : parsePhc(stored)) ?? absent
        const isSame = timingSafeEqual(await tagOf(password, parsed, parsed.tag.length), parsed.tag)
        return isSame && parsed !== absent
      }),
  }
}

/** Whether a stored hash was made with other parameters than those of today. */
export function isOutdated(stored: string): boolean {
  const parsed = parsePhc(stored)
  return parsed === undefined || parameters(parsed) !== parameters(current)
}

const tagOf = (
  password: Secret,
  { memory, passes, parallelism, nonce }: Omit<Parsed, 'tag'>,
  bytes: number,
): Promise<Buffer> =>
  // NFC, so that a password typed on another keyboard driver is the same bytes.
  derive('argon2id', {
    message: password.reveal().normalize('NFC'),
    nonce,
    parallelism,
    tagLength: bytes,
    memory,
    passes,
  })

const parameters = ({ memory, passes, parallelism }: Parameters): string =>
  `m=${memory},t=${passes},p=${parallelism}`

const plain64 = (bytes: Buffer): string => bytes.toString('base64').replaceAll('=', '')

const written = (nonce: Buffer, tag: Buffer): string =>
  `$argon2id$v=19$${parameters(current)}$${plain64(nonce)}$${plain64(tag)}`

function parsePhc(text: string): Parsed | undefined {
  const [, memory, passes, parallelism, nonce, tag] = PHC.exec(text) ?? []
  if (nonce === undefined || tag === undefined) return undefined
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    tag: Buffer.from(tag, 'base64'),
  }
}
