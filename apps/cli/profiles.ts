import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { CommandError, exits, usage } from './exits.ts'

/** How to reach one Florin as one tenant. */
export type Profile = {
  readonly url: string
  readonly key: string
  readonly publishable_key?: string
  readonly vault_url?: string
}
export type Profiles = {
  readonly current: string | null
  readonly profiles: Readonly<Record<string, Profile>>
}

const none: Profiles = { current: null, profiles: {} }

/** The profiles that are kept; none when there is no file. Errors: CommandError for a file that cannot be read. */
export async function readProfiles(file: string): Promise<Profiles> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return none
    throw new CommandError(exits.usage, `${file} cannot be read (${(error as Error).message})`)
  }
  try {
    const read = JSON.parse(text) as Partial<Profiles>
    return { current: read.current ?? null, profiles: read.profiles ?? {} }
  } catch {
    throw usage(`${file} is not JSON`, 'correct it, or remove it and run `florin login`')
  }
}

/** Only its owner may read it: there are keys in it. It is never seen half written. */
export async function writeProfiles(file: string, profiles: Profiles): Promise<void> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  const beside = `${file}.new`
  await writeFile(beside, `${JSON.stringify(profiles, null, 2)}\n`, { mode: 0o600 })
  await chmod(beside, 0o600)
  await rename(beside, file)
}

/** Adds or replaces one and makes it the current one. */
export async function keepProfile(file: string, name: string, profile: Profile): Promise<void> {
  if (!/^[\w.-]{1,60}$/.test(name))
    throw usage(`“${name}” cannot name a profile`, 'use letters, digits, - and _')
  const { profiles } = await readProfiles(file)
  await writeProfiles(file, { current: name, profiles: { ...profiles, [name]: profile } })
}

/** Enough of a key to know which one it is, and too little to use it. */
export function masked(key: string): string {
  const prefix = /^[a-z]+_[a-z]+_/.exec(key)?.[0] ?? ''
  return key.length < prefix.length + 12 ? `${prefix}…` : `${prefix}…${key.slice(-4)}`
}
