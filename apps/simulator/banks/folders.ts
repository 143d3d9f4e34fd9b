import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/** Where the files of a world lie: what its user sees, and what the bank keeps to itself. */
export type WorldFolders = {
  readonly root: string
  readonly inbound: string
  readonly outbound: string
  /** Files that were taken out of `inbound`. */
  readonly received: string
}
export type Folders = {
  of(merchant_number: string): WorldFolders
  /** Makes those that are missing. */
  make(merchant_number: string): WorldFolders
  /** Takes away every file of a world; its folders are made again when they had been there. */
  empty(merchant_number: string): void
  /** Worlds that ever had a folder. */
  all(): readonly string[]
}

export function createFolders(folder: string): Folders {
  const users = join(folder, 'sftp')
  const of = (merchant_number: string): WorldFolders => {
    const root = join(users, merchant_number)
    const received = join(folder, 'bank', merchant_number, 'received')
    return { root, inbound: join(root, 'inbound'), outbound: join(root, 'outbound'), received }
  }
  const make = (merchant_number: string): WorldFolders => {
    const made = of(merchant_number)
    for (const one of [made.inbound, join(made.outbound, 'archive'), made.received])
      mkdirSync(one, { recursive: true, mode: 0o700 })
    return made
  }
  return {
    of,
    make,
    empty(merchant_number) {
      const { root, inbound, outbound, received } = of(merchant_number)
      if (!existsSync(root)) return
      for (const one of [inbound, outbound, received]) rmSync(one, { recursive: true, force: true })
      make(merchant_number)
    },
    all: () => (existsSync(users) ? readdirSync(users) : []),
  }
}

/** A name that a file has only while it is being written: customers' tools differ in it. */
export const isTemporary = (name: string): boolean =>
  name.startsWith('.') || /\.(part|partial|filepart|tmp|temp)$/i.test(name)
