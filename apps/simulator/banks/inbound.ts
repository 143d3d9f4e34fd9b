import { createHash } from 'node:crypto'
import { lstat, readFile, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { acknowledge } from './acknowledge.ts'
import { openAccounts } from './accounts.ts'
import { FILE_BYTES_MAX } from './facts.ts'
import { isTemporary } from './folders.ts'
import type { BankGround, InboundFile, InboundReader } from './ground.ts'
import { inboundReaders } from './registry.ts'

/** A file that was taken out of `inbound`: its name there begins with a number that no other has, and a dash. */
const STORED = /^[0-9a-f]{16}-/

export type Taking = {
  /** Sixteen hex digits that are never the same. */
  readonly newNumber: () => string
  readonly inbound: string
  readonly received: string
  /** Does `job` in a turn, at the moment that the world's clock shows then. */
  readonly turn: <T>(job: (ground: BankGround) => T) => Promise<T>
}

/** Takes one file away from `inbound`, reads it, and hands it to the reader of its format. Not there, or temporary: nothing. */
export async function takeInbound(taking: Taking, name: string): Promise<void> {
  if (isTemporary(name)) return
  const from = join(taking.inbound, name)
  const seen = await lstat(from).catch(() => undefined)
  if (seen?.isFile() !== true) return
  const stored_as = `${taking.newNumber()}-${name}`
  // Of two that see it at once, one moves it and the other finds nothing.
  const isMine = await rename(from, join(taking.received, stored_as)).then(
    () => true,
    () => false,
  )
  if (isMine) await readReceived(taking, stored_as)
}

/** Everything that is complete in `inbound`. */
export async function takeAll(taking: Taking): Promise<void> {
  for (const name of await namesIn(taking.inbound)) await takeInbound(taking, name)
}

/** At the start: what was taken away by a process that died before it had read it. */
export async function readLeftBehind(taking: Taking): Promise<void> {
  const stored = (await namesIn(taking.received)).filter((name) => STORED.test(name))
  if (stored.length === 0) return
  const known = await taking.turn(({ store, one }) =>
    store.all<{ stored_as: string }>(
      'select stored_as from bank_file_seen where world = ?',
      one.merchant_number,
    ),
  )
  const read = new Set(known.map(({ stored_as }) => stored_as))
  for (const name of stored) if (!read.has(name)) await readReceived(taking, name)
}

const namesIn = async (folder: string): Promise<string[]> =>
  (await readdir(folder).catch(() => [])).toSorted(byText)
const byText = (a: string, b: string): number => (a < b ? -1 : 1)

async function readReceived({ received, turn }: Taking, stored_as: string): Promise<void> {
  const path = join(received, stored_as)
  const isTooLong = (await lstat(path)).size > FILE_BYTES_MAX
  const content = isTooLong ? Buffer.alloc(0) : await readFile(path)
  const sha256 = createHash('sha256').update(content).digest('hex')
  const file: InboundFile = { name: stored_as.replace(STORED, ''), sha256, content }
  const reader = isTooLong ? undefined : inboundReaders.find((one) => one.recognises(content))
  const read = reader === undefined ? rejectUnknown : await reader.load()
  await turn((ground) => {
    openAccounts(ground)
    // Readers look for what was seen before, so the file itself is written down after it was read.
    const verdict = read(ground, file)
    recordSeen(ground, file, { stored_as, format: reader?.format ?? 'unknown', verdict })
  })
}

const rejectUnknown: Awaited<ReturnType<InboundReader['load']>> = (ground, file) => {
  acknowledge(ground, file, { status: 'rejected', lines: [['reason', 'unknown_format']] })
  return 'rejected'
}

type Seen = { readonly stored_as: string; readonly format: string; readonly verdict: string }

const recordSeen = (
  { store, one, at }: BankGround,
  { name, sha256, content }: InboundFile,
  seen: Seen,
): void =>
  store.insert('bank_file_seen', {
    world: one.merchant_number,
    stored_as: seen.stored_as,
    sha256,
    name,
    at,
    bytes: content.length,
    format: seen.format,
    verdict: seen.verdict,
  })
