import type { World } from '../../kernel/world.ts'
import { assertOutsideTransaction } from '../db/database.ts'
import { archive } from './archive.ts'
import { REFUSED_NAMES_MAX } from './limits.ts'
import { done, type Outcome } from './outcome.ts'
import { nameFault, readFolder, readPath, tellName } from './path.ts'
import { readRules, type TransferRules } from './rules.ts'
import type { Steps } from './steps.ts'
import type { FileEntry, FileTransport, Listing } from './transport.ts'
import { settle, upload } from './upload.ts'

/** A transport over a place that knows single steps: what an upload, its repeat and its doubt mean is the same for all. */
export function createStepped(world: World, steps: Steps, given: TransferRules): FileTransport {
  const rules = readRules(given)
  const inTurn = createTurns()
  return {
    async list(text) {
      assertOutsideTransaction()
      const read = readFolder(text)
      if ('kind' in read) return read
      const listed = await steps.list(read.folder)
      return listed.kind === 'done' ? done(checkNames(listed.value)) : listed
    },
    async stat(text) {
      assertOutsideTransaction()
      const path = readPath(text)
      return 'kind' in path ? path : steps.look(path.text)
    },
    async download(text, { from_byte = 0 } = {}) {
      assertOutsideTransaction()
      const path = readPath(text)
      return 'kind' in path ? path : steps.read(path.text, from_byte)
    },
    async upload(path, content, { sha256 }) {
      assertOutsideTransaction()
      const key = { path, size: content.size, sha256 }
      return inTurn(path, () => upload(steps, rules, key, content))
    },
    async settle(key) {
      assertOutsideTransaction()
      return inTurn(key.path, () => settle(steps, rules, key))
    },
    async archive(path) {
      assertOutsideTransaction()
      return archive({ world, steps, rules }, path)
    },
    async remove(text) {
      assertOutsideTransaction()
      const path = readPath(text)
      return 'kind' in path ? path : steps.remove(path.text)
    },
    close: () => steps.close(),
  }
}

/** Good names in their order, and the others told of. */
export function checkNames(entries: readonly FileEntry[]): Listing {
  const good: FileEntry[] = []
  const refused_names: string[] = []
  for (const entry of entries)
    if (nameFault(entry.name) === undefined) good.push(entry)
    else if (refused_names.length < REFUSED_NAMES_MAX) refused_names.push(tellName(entry.name))
  const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
  return { entries: good.toSorted((a, b) => order(a.name, b.name)), refused_names }
}

/** One upload at a time under each name, so that two in this process never write the same temporary file. */
function createTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(name: string, fn: () => Promise<Outcome<T>>): Promise<Outcome<T>> => {
    const before = last.get(name)
    const mine = before === undefined ? fn() : before.then(fn, fn)
    last.set(name, mine)
    try {
      return await mine
    } finally {
      if (last.get(name) === mine) last.delete(name)
    }
  }
}
