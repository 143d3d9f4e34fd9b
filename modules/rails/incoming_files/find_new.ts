import type { World } from '../../../kernel/world.ts'
import { done, type Told } from '../../../platform/files/outcome.ts'
import { findComplete, type Sighting } from '../../../platform/files/stable.ts'
import type { FileTransport } from '../../../platform/files/transport.ts'
import type { BankDialect } from '../bank_dialect.ts'
import type { SeenFile } from '../bank_connections/store.ts'

/** What lies in the bank's folder. */
export type Look = {
  /** Complete ones, each with what was known of it as it is. */
  readonly complete: readonly SeenFile[]
  /** Those that are still being written. */
  readonly waiting: readonly SeenFile[]
  /** By the name of the file they belong to: to be put away with it. */
  readonly markers: ReadonlyMap<string, string>
  readonly refused_names: readonly string[]
}

/**
 * Looks into a folder of the bank by its rule. A file that has the size and the time of change of the last look is the same
 * one; in any other it is a new file, whatever its name.
 */
export async function findNew(
  { transport, world, dialect }: { transport: FileTransport; world: World; dialect: BankDialect },
  folder: string,
  before: readonly SeenFile[],
): Promise<Told<Look>> {
  const rule = dialect.complete
  if (rule.kind === 'named') return lookByName(transport, world, folder, before, rule.isComplete)
  const found = await findComplete({ transport, world, rule }, folder, before)
  if (found.kind === 'refused') return found
  const { complete, seen, refused_names } = found.value
  const ready = new Set(complete.map(({ name }) => name))
  const all = withTaken(seen, before)
  const markers = complete.flatMap(({ name, marker }) =>
    marker === undefined ? [] : [[name, marker] as const],
  )
  return done({
    complete: all.filter(({ name }) => ready.has(name)),
    waiting: all.filter(({ name }) => !ready.has(name)),
    markers: new Map(markers),
    refused_names,
  })
}

async function lookByName(
  transport: FileTransport,
  world: World,
  folder: string,
  before: readonly SeenFile[],
  isComplete: (name: string) => boolean,
): Promise<Told<Look>> {
  const listed = await transport.list(folder)
  if (listed.kind === 'refused') return listed
  const { entries, refused_names } = listed.value
  const known = new Map(before.map((one) => [one.name, one]))
  const seen = entries
    .filter(({ kind, size }) => kind === 'file' && size !== 0)
    .map(({ name, size, modified_at }): Sighting => {
      const old = known.get(name)
      const isSame = old !== undefined && old.size === size && old.modified_at === modified_at
      return { name, size, modified_at, since_at: isSame ? old.since_at : world.now() }
    })
  const all = withTaken(seen, before)
  return done({
    complete: all.filter(({ name }) => isComplete(name)),
    waiting: all.filter(({ name }) => !isComplete(name)),
    markers: new Map<string, string>(),
    refused_names,
  })
}

/** What we have of a file stays known for as long as it is as it was. */
function withTaken(seen: readonly Sighting[], before: readonly SeenFile[]): SeenFile[] {
  const known = new Map(before.map((one) => [one.name, one]))
  return seen.map((one): SeenFile => {
    const old = known.get(one.name)
    const isSame = old !== undefined && old.size === one.size && old.modified_at === one.modified_at
    return isSame && old.taken !== undefined ? { ...one, taken: old.taken } : { ...one }
  })
}
