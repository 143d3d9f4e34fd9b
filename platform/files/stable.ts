import type { Instant, World } from '../../kernel/world.ts'
import { fetchMarker } from './marker.ts'
import { done, type Told } from './outcome.ts'
import { joinPath } from './path.ts'
import type { FileEntry, FileTransport } from './transport.ts'

/** How a counterpart lets us know that a file of theirs is complete. */
export type CompleteRule =
  /** It says nothing: the file has kept its size and its time of change in looks that lie so far apart. */
  | {
      readonly kind: 'steady'
      readonly apart_ms: number
      /** Endings of names that are still being written, in lower case; UNFINISHED when absent. */
      readonly unfinished?: readonly string[]
    }
  /** Another file lies beside it: `{name}.done`, or `{stem}.ctl` with the name's last ending taken off. */
  | {
      readonly kind: 'marker'
      readonly marker: string
      readonly says: 'nothing' | 'size' | 'sha256' | 'size_and_sha256'
    }
  /** It is renamed when it is complete. */
  | { readonly kind: 'ending'; readonly ending: string }

/** What a look remembers for the next one. Plain rows, to be kept wherever the caller keeps things. */
export type Sighting = {
  readonly name: string
  readonly size: number | undefined
  readonly modified_at: Instant | undefined
  /** The first look that saw it as it is. */
  readonly since_at: Instant
}

export type CompleteFile = FileEntry & {
  /** By its marker: the caller refuses the file when its bytes have another. */
  readonly sha256: string | undefined
  /** To be archived with it. */
  readonly marker: string | undefined
}
export type WaitingFile = {
  readonly name: string
  readonly why:
    | 'not_steady_yet'
    | 'empty'
    | 'size_not_told'
    | 'unfinished_name'
    | 'no_marker'
    | 'marker_says_too_little'
    | 'size_differs'
}
export type CompleteLook = {
  readonly complete: readonly CompleteFile[]
  readonly waiting: readonly WaitingFile[]
  readonly seen: readonly Sighting[]
  readonly refused_names: readonly string[]
}

/** How programs call files that they have not finished. */
const UNFINISHED = ['.part', '.partial', '.tmp', '.temp', '.filepart', '.writing', '.inprogress'] as const

/**
 * Looks into a folder and says which files are complete, by the counterpart's rule; every other file is told with the reason
 * why it has to wait. `seen` is what the look before gave, [] at first. A repeat changes nothing but `seen`.
 */
export async function findComplete(
  { transport, world, rule }: { transport: FileTransport; world: World; rule: CompleteRule },
  folder: string,
  seen: readonly Sighting[],
): Promise<Told<CompleteLook>> {
  const listed = await transport.list(folder)
  if (listed.kind === 'refused') return listed
  const { entries, refused_names } = listed.value
  const files = entries.filter(({ kind }) => kind === 'file')
  const now_seen = look(files, seen, world.now())
  const judged = await judgeAll({ transport, rule, folder, files, seen: now_seen, now: world.now() })
  if (judged.kind === 'refused') return judged
  return done({ ...judged.value, seen: now_seen, refused_names })
}

function look(files: readonly FileEntry[], before: readonly Sighting[], now: Instant): readonly Sighting[] {
  const known = new Map(before.map((sighting) => [sighting.name, sighting]))
  return files.map(({ name, size, modified_at }) => {
    const old = known.get(name)
    const isSame = old !== undefined && old.size === size && old.modified_at === modified_at
    return { name, size, modified_at, since_at: isSame ? old.since_at : now }
  })
}

type Judging = {
  readonly transport: FileTransport
  readonly rule: CompleteRule
  readonly folder: string
  readonly files: readonly FileEntry[]
  readonly seen: readonly Sighting[]
  readonly now: Instant
}
type Judged = { readonly complete: readonly CompleteFile[]; readonly waiting: readonly WaitingFile[] }

async function judgeAll(judging: Judging): Promise<Told<Judged>> {
  const { rule, files, seen, now } = judging
  if (rule.kind === 'marker') return judgeByMarkers(judging, rule)
  const complete: CompleteFile[] = []
  const waiting: WaitingFile[] = []
  const since = new Map(seen.map(({ name, since_at }) => [name, since_at]))
  for (const file of files) {
    const why =
      rule.kind === 'ending'
        ? judgeEnding(file, rule.ending)
        : judgeSteady(file, rule, now - (since.get(file.name) ?? now))
    if (why === undefined) complete.push({ ...file, sha256: undefined, marker: undefined })
    else waiting.push({ name: file.name, why })
  }
  return done({ complete, waiting })
}

const judgeEnding = ({ name }: FileEntry, ending: string): WaitingFile['why'] | undefined =>
  name.endsWith(ending) && name.length > ending.length ? undefined : 'unfinished_name'

/** An empty file is one that somebody has only begun, so it is not taken however long it stays so. */
function judgeSteady(
  { name, size }: FileEntry,
  rule: Extract<CompleteRule, { kind: 'steady' }>,
  steady_us: number,
): WaitingFile['why'] | undefined {
  const lower = name.toLowerCase()
  const isUnfinished = (rule.unfinished ?? UNFINISHED).some((ending) => lower.endsWith(ending))
  if (isUnfinished || name.startsWith('.')) return 'unfinished_name'
  if (size === undefined) return 'size_not_told'
  if (size === 0) return 'empty'
  return steady_us >= rule.apart_ms * 1_000 && steady_us > 0 ? undefined : 'not_steady_yet'
}

type MarkerRule = Extract<CompleteRule, { kind: 'marker' }>

async function judgeByMarkers(
  { transport, folder, files }: Judging,
  rule: MarkerRule,
): Promise<Told<Judged>> {
  const names = new Set(files.map(({ name }) => name))
  const markers = new Set(files.map(({ name }) => markerOf(rule, name)))
  const ending = rule.marker.replace(/^.*\}/, '')
  const isMarker = (name: string): boolean => markers.has(name) || (ending !== '' && name.endsWith(ending))
  const complete: CompleteFile[] = []
  const waiting: WaitingFile[] = []
  for (const file of files) {
    if (isMarker(file.name)) continue
    const marker = markerOf(rule, file.name)
    if (!names.has(marker)) {
      waiting.push({ name: file.name, why: 'no_marker' })
      continue
    }
    const judged = await judgeMarker({ transport, path: joinPath(folder, marker), rule }, file)
    if (judged.kind === 'refused') return judged
    const { why, sha256 } = judged.value
    if (why === undefined) complete.push({ ...file, sha256, marker })
    else waiting.push({ name: file.name, why })
  }
  return done({ complete, waiting })
}

const markerOf = ({ marker }: MarkerRule, name: string): string =>
  marker.replace(/\{(name|stem)\}/, (_, word) =>
    word === 'name' ? name : name.replace(/(?<=.)\.[^.]*$/, ''),
  )

type Verdict = { readonly why: WaitingFile['why'] | undefined; readonly sha256: string | undefined }

async function judgeMarker(
  { transport, path, rule }: { transport: FileTransport; path: string; rule: MarkerRule },
  file: FileEntry,
): Promise<Told<Verdict>> {
  if (rule.says === 'nothing') return done({ why: undefined, sha256: undefined })
  const said = await fetchMarker(transport, path)
  if (said.kind === 'refused') return said
  const { size, sha256 } = said.value
  const isSizeMissing = size === undefined && rule.says !== 'sha256'
  const isHashMissing = sha256 === undefined && rule.says !== 'size'
  if (isSizeMissing || isHashMissing) return done({ why: 'marker_says_too_little', sha256 })
  const isSize = size === undefined || size === file.size
  return done({ why: isSize ? undefined : 'size_differs', sha256 })
}
