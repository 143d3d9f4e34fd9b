import { table, widthOf } from '../show.ts'
import { cellOf, type Row } from './cell.ts'

const COLUMNS_MAX = 8
const CELL_CHARS_MAX = 40
const GAP_CHARS = 2

/** What people look for first. Everything else stands behind, in the order of the API. */
const first = (
  'id status state verdict type kind amount net direction rail name path currency ' +
  'card reference email url code scheme account payment customer'
).split(' ')
/** Of what happened to another object people look for that one, and for when it was, before its own id. */
const firstOfEvents = ['type', 'object_id', 'created_at', 'id']
/** What tells little in a table. */
const last = /^(object|mode|tenant_id|api_version|metadata|.*_by|updated_at|description)$/
const created = /^(created_at|received_at|happened_at|opened_at|day|settled_on|at)$/

type Column = { readonly name: string; readonly cells: readonly string[]; readonly width: number }

/** Rows as a table of what tells most about them, as many columns as `width` has room for. */
export function rowTable(rows: readonly Row[], width: number | undefined): string[] {
  const chosen: Column[] = []
  let room = width ?? Number.POSITIVE_INFINITY
  for (const name of namesOf(rows)) {
    const column = columnOf(rows, name)
    if (column === undefined || chosen.length >= COLUMNS_MAX) continue
    if (chosen.length > 0 && column.width + GAP_CHARS > room) continue
    chosen.push(column)
    room -= column.width + GAP_CHARS
  }
  const shown = chosen.sort((a, b) => Number(created.test(a.name)) - Number(created.test(b.name)))
  return table(
    shown.map(({ name }) => headingOf(name)),
    rows.map((_, at) => shown.map(({ cells }) => cells[at] ?? '')),
  )
}

/** Every field that some row has, the most telling first. */
function namesOf(rows: readonly Row[]): string[] {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))]
  const isOfEvents = firstOfEvents.every((name) => names.includes(name))
  return names
    .map((name, at) => ({ name, rank: rankOf(name, isOfEvents ? firstOfEvents : first) * 1_000 + at }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ name }) => name)
}

function rankOf(name: string, leading: readonly string[]): number {
  const at = leading.indexOf(name)
  if (at !== -1) return at
  // A moment is worth a column as soon as it is clear what the row is.
  if (created.test(name)) return first.indexOf('currency')
  return last.test(name) ? first.length + 1 : first.length
}

function columnOf(rows: readonly Row[], name: string): Column | undefined {
  const cells = rows.map((row) => cellOf(name, row[name]))
  if (cells.some((cell) => cell === undefined) || cells.every((cell) => cell === '')) return undefined
  const short = cells.map((cell) => shortened(cell ?? '', name === 'id'))
  return { name, cells: short, width: Math.max(headingOf(name).length, ...short.map(widthOf)) }
}

const headingOf = (name: string): string => name.replace(/_at$/, '').replaceAll('_', ' ')
const shortened = (text: string, isWhole: boolean): string =>
  isWhole || widthOf(text) <= CELL_CHARS_MAX ? text : `${text.slice(0, CELL_CHARS_MAX - 1)}…`
