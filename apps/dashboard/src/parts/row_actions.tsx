import type { Action } from '../registry/index.ts'
import { type Json, textAt } from '../shape/value.ts'
import { useActionSheet } from './action_host.tsx'
import { useMay } from './use_may.ts'

/** What can be done to one object as it stands now, for whoever is signed in. */
export function RowActions({
  row,
  actions,
  isMain = false,
}: {
  row: Json
  actions: readonly Action[]
  isMain?: boolean
}) {
  const ask = useActionSheet()
  const isAllowed = useMay()
  const state = textAt(row, 'status') || textAt(row, 'state')
  const fit = actions.filter(
    ({ when, route }) => (when === undefined || when.includes(state)) && isAllowed(route),
  )
  return (
    <span className="inline-flex flex-wrap gap-2">
      {fit.map((action, index) => (
        <button
          key={action.route}
          type="button"
          className={`button ${isMain && index === 0 && action.is_danger !== true ? 'button-main' : ''}`}
          onClick={() => ask({ action, object: row })}
        >
          {action.label}
        </button>
      ))}
    </span>
  )
}
