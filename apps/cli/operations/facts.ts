import { paint, statusText } from '../show.ts'
import { cellOf, isRow, type Row } from './cell.ts'
import { rowTable } from './columns.ts'

const INDENT = '  '
const ROWS_MAX = 50

/** One object as a sheet: what it is and how it stands, then a line for each fact. What is not there has no line. */
export function factSheet(row: Row, width: number | undefined): string[] {
  const { id, status, state } = row
  const standing = typeof status === 'string' ? status : state
  if (typeof id !== 'string') return factLines(row, width, '')
  const title =
    typeof standing === 'string' ? `${paint('bold', id)}  ${statusText(standing)}` : paint('bold', id)
  const { id: _id, ...rest } = row
  const { [typeof status === 'string' ? 'status' : 'state']: _standing, ...facts } = rest
  return [title, ...factLines(typeof standing === 'string' ? facts : rest, width, INDENT)]
}

function factLines(row: Row, width: number | undefined, indent: string): string[] {
  const facts = Object.entries(row).filter(([, value]) => !isEmpty(value))
  const longest = Math.max(
    0,
    ...facts.filter(([name, value]) => cellOf(name, value) !== undefined).map(([name]) => name.length),
  )
  return facts.flatMap(([name, value]) => {
    const label = name.replaceAll('_', ' ')
    const cell = cellOf(name, value)
    if (cell !== undefined) return [`${indent}${paint('dim', label.padEnd(longest))}  ${cell}`]
    return [`${indent}${paint('dim', label)}`, ...innerLines(value, width, indent + INDENT)]
  })
}

function innerLines(value: unknown, width: number | undefined, indent: string): string[] {
  if (isRow(value)) return factLines(value, width, indent)
  if (!Array.isArray(value)) return [`${indent}${JSON.stringify(value)}`]
  if (!value.every(isRow)) return value.map((one) => `${indent}${JSON.stringify(one)}`)
  const room = width === undefined ? undefined : width - indent.length
  const lines = rowTable(value.slice(0, ROWS_MAX), room).map((line) => indent + line)
  return value.length > ROWS_MAX
    ? [...lines, `${indent}… and ${value.length - ROWS_MAX} more (--json has all)`]
    : lines
}

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (isRow(value) && Object.keys(value).length === 0)
