import { columnVisibilityFeature, type ColumnDef, tableFeatures, useTable } from '@tanstack/react-table'
import { type ReactNode, useMemo } from 'react'
import type { Tone } from '../shape/tone.ts'
import { at, type Json, labelOf, shownAs } from '../shape/value.ts'
import { Value } from './cells.tsx'

const features = tableFeatures({ columnVisibilityFeature })

type Props = {
  name: string
  rows: readonly Json[]
  columns: readonly string[]
  /** Of the columns, those that are shown; all when absent. */
  shown?: readonly string[]
  tones?: Readonly<Record<string, Tone>> | undefined
  /** What stands at the end of each row. */
  act?: (row: Json) => ReactNode
}

function useRows({ rows, columns, shown = columns }: Props) {
  const definitions = useMemo<ColumnDef<typeof features, Json>[]>(
    () =>
      columns.map((path) => ({ id: path, accessorFn: (row: Json) => at(row, path), header: labelOf(path) })),
    [columns],
  )
  const columnVisibility = useMemo(
    () => Object.fromEntries(columns.map((path) => [path, shown.includes(path)])),
    [columns, shown],
  )
  return useTable({
    features,
    columns: definitions,
    data: rows,
    state: { columnVisibility },
    getRowId: (row: Json, index: number) => (typeof row['id'] === 'string' ? row['id'] : String(index)),
  })
}

/** Rows of any resource: money aligned right, states as words, ids that lead on. Wide ones scroll by themselves. */
export function RowsTable(props: Props) {
  const { name, rows, tones, act } = props
  const table = useRows(props)
  const classOf = (path: string): string =>
    rows.some((row) => ['amount', 'number'].includes(shownAs(at(row, path), path))) ? 'money' : ''
  return (
    <div className="relative overflow-x-auto" role="region" aria-label={name} tabIndex={0}>
      <table className="rows">
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map(({ id }) => (
                <th key={id} scope="col" className={classOf(id)}>
                  {labelOf(id)}
                </th>
              ))}
              {act !== undefined && <ActionsHead />}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id}>
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} className={classOf(cell.column.id)}>
                  <Value value={cell.getValue()} path={cell.column.id} tones={tones} />
                </td>
              ))}
              {act !== undefined && <td className="acts">{act(row.original)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

const ActionsHead = () => (
  <th scope="col" className="acts">
    <span className="sr-only">Actions</span>
  </th>
)
