import { argon2, hash, type KeyObject } from 'node:crypto'
import { existsSync } from 'node:fs'
import { rename, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import { StartRefused } from '../../platform/db/start_refused.ts'
import { makeSecretFile, readSecretFile } from '../../platform/secret_file.ts'
import { keyFrom, openBytes, sealBytes } from './cipher.ts'
import type { KeyProvider } from './key_provider.ts'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const LINE = /^[0-9a-f]{64}$/
const SALT = /^[0-9a-f]{32}$/

// RFC 9106 §4, the second recommended option: 64 MiB, three passes, four lanes.
const ARGON2 = { parallelism: 4, memory: 65_536, passes: 3, tagLength: KEY_BYTES } as const
const deriveKey = promisify(argon2)

/** A key-encryption key in this process's memory. */
function memoryKey(id: string, key: KeyObject, world: World): KeyProvider {
  const aad = Buffer.from(`florin key-encryption key\n${id}`)
  return {
    id,
    wrap: async (plain) => sealBytes(key, Buffer.from(world.random(NONCE_BYTES)), aad, plain),
    unwrap: async (wrapped) => openBytes(key, aad, wrapped),
  }
}

const shortName = (kind: string, bytes: Uint8Array): string =>
  `${kind}:${hash('sha256', Buffer.concat([Buffer.from('florin key id\n'), bytes]), 'hex').slice(0, 16)}`

/**
 * The key-encryption keys of `file`, newest first; a file that is not there is made with one, readable by its owner only.
 * Errors: StartRefused when others may read the file, or when it does not hold keys.
 */
export async function loadLocalKeys(options: { file: string; world: World }): Promise<KeyProvider[]> {
  const { file, world } = options
  if (!existsSync(file)) await makeSecretFile(file, `${randomHex(world, KEY_BYTES)}\n`)
  const lines = (await readOwn(file)).trim().split('\n')
  if (!lines.every((line) => LINE.test(line)))
    throw new StartRefused(`The vault's key file ${file} is damaged; restore it from a backup.`)
  return lines.map((line) => {
    const bytes = Buffer.from(line, 'hex')
    return memoryKey(shortName('local', bytes), keyFrom(bytes), world)
  })
}

/**
 * Puts a new key in front of those in `file`: it wraps from the next start on, and the ones before still unwrap. When
 * nothing is wrapped under them any more (`rewrapKeys`) their lines can be deleted. A repeat adds another one.
 */
export async function addLocalKey(options: { file: string; world: World }): Promise<void> {
  const { file, world } = options
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${randomHex(world, KEY_BYTES)}\n${await readOwn(file)}`, {
    mode: 0o600,
    flush: true,
  })
  await rename(draft, file)
}

/**
 * The key-encryption key that a passphrase gives (Argon2id, RFC 9106). Its salt is kept in `salt_file`, which is made
 * when it is not there; every process of the installation needs the same one. Errors: StartRefused for a damaged salt.
 */
export async function passphraseKey(options: {
  passphrase: Secret
  salt_file: string
  world: World
}): Promise<KeyProvider> {
  const { passphrase, salt_file, world } = options
  if (!existsSync(salt_file)) await makeSecretFile(salt_file, `${randomHex(world, 16)}\n`)
  const salt = (await readOwn(salt_file)).trim()
  if (!SALT.test(salt))
    throw new StartRefused(`The salt of the vault's passphrase, ${salt_file}, is damaged; restore it.`)
  const bytes = await deriveKey('argon2id', {
    ...ARGON2,
    message: passphrase.reveal(),
    nonce: Buffer.from(salt, 'hex'),
  })
  return memoryKey(shortName('passphrase', bytes), keyFrom(bytes), world)
}

const randomHex = (world: World, bytes: number): string => Buffer.from(world.random(bytes)).toString('hex')

const readOwn = (file: string): Promise<string> => readSecretFile(file, 'the key of the vault')
