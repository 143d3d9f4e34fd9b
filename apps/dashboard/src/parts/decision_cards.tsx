import { at, isJson, type Json, textAt } from '../shape/value.ts'
import { Id, Pill, Time } from './cells.tsx'

const rowsAt = (row: Json, path: string): readonly Json[] => {
  const found = at(row, path)
  return Array.isArray(found) ? found.filter(isJson) : []
}

/** Each attempt: who was asked and why, who was left out and why, and what risk thought of it. */
export function DecisionCards({ decisions }: { decisions: readonly Json[] }) {
  return (
    <ol className="grid gap-4">
      {decisions.map((decision) => (
        <li key={textAt(decision, 'id')}>
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <span className="font-medium">Attempt {textAt(decision, 'attempt')}</span>
            {textAt(decision, 'result') !== '' && <Pill state={textAt(decision, 'result')} />}
            <Id id={textAt(decision, 'acquirer_account')} />
            <span className="text-sm text-soft">
              <Time at={textAt(decision, 'decided_at')} />
            </span>
          </div>
          <p className="mt-1 text-soft">
            Rule: {textAt(decision, 'route.rule').replaceAll('_', ' ')}
            {at(decision, 'route.is_fallback') === true ? ', as a fallback' : ''}
          </p>
          <ul className="mt-1 list-disc pl-5">
            {rowsAt(decision, 'route.candidates').map((one, index) => (
              <li key={`c${index}`}>
                <Id id={textAt(one, 'account')} /> could be asked: {textAt(one, 'why').replaceAll('_', ' ')}
              </li>
            ))}
            {rowsAt(decision, 'route.excluded').map((one, index) => (
              <li key={`e${index}`}>
                <Id id={textAt(one, 'account')} /> was left out: {textAt(one, 'why').replaceAll('_', ' ')}
              </li>
            ))}
          </ul>
          <p className="mt-1">
            Risk: <Pill state={textAt(decision, 'risk.decision')} />{' '}
            {rowsAt(decision, 'risk.reasons')
              .map((one) => textAt(one, 'text') || textAt(one, 'rule'))
              .join('; ')}
          </p>
        </li>
      ))}
    </ol>
  )
}
