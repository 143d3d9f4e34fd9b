import { basename } from 'node:path'
import { ownOf } from '../../kernel/own.ts'
import { floorOf, rootFiles, rooms } from './floors.ts'
import { leftFaults } from './left.ts'
import { isCode, isGenerated, type Source, type TidyFault } from './sources.ts'

/** A file longer than this does more than one thing. */
const FILE_LINES_MAX = 400

const codeName = /^[a-z0-9]+(_[a-z0-9]+)*(\.[a-z]+)*\.(ts|tsx|mts|mjs|cjs|js)$/
/** `0001_book.sql` is a migration; functions that others need first may be numbered too. */
const sqlName = /^[a-z0-9]+(_[a-z0-9]+)*\.sql$/

/** Rules that need no parser: the rooms, the file's name and size, what was left behind. */
export function treeFaults(source: Source): TidyFault[] {
  const at = (line: number, rule: string, why: string) => ({ path: source.path, line, rule, why })
  const faults: TidyFault[] = []
  const misplaced = roomFault(source.path)
  if (misplaced !== undefined) faults.push(at(0, 'tree', misplaced))
  if (isGenerated(source.path)) return faults
  const name = basename(source.path)
  if (isCode(source.path) && !codeName.test(name)) faults.push(at(0, 'tree', `${name} is not snake_case`))
  if (name.endsWith('.sql') && !sqlName.test(name))
    faults.push(at(0, 'tree', `${name} is not a SQL file's name`))
  const lines = source.text.split('\n').length - 1
  if (lines > FILE_LINES_MAX && /\.(ts|tsx|mts|mjs|js|sql|css)$/.test(name))
    faults.push(at(0, 'size', `${lines} lines, at most ${FILE_LINES_MAX}`))
  return [...faults, ...leftFaults(source)]
}

function roomFault(path: string): string | undefined {
  const [room = '', folder = '', ...rest] = path.split('/')
  if (folder === '')
    return rootFiles.includes(room) ? undefined : 'no such file in the tree of ARCHITECTURE.md'
  const known = ownOf(rooms, room)
  if (known === undefined) return `no room called ${room} in the tree of ARCHITECTURE.md`
  if (room === 'modules' && floorOf(folder) === -1) return `${folder} has no floor in tools/tidy/floors.ts`
  if (rest.length === 0) return room === 'modules' ? 'a file stands in its module’s folder' : undefined
  return known === 'any' || known.includes(folder) ? undefined : `${room} has no folder ${folder}`
}
