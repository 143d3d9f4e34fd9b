import { useAll } from '../api/lists.ts'
import { at, isJson, type Json, textAt } from '../shape/value.ts'
import { away, shownDay } from '../shape/when.ts'
import { Time } from './cells.tsx'
import { Loading, ProblemNotice, Section } from './notices.tsx'
import { useNow } from './use_now.ts'

const RAILS_MAX = 50
const HOLIDAYS = 3

const rowsAt = (row: Json, path: string): readonly Json[] => {
  const found = at(row, path)
  return Array.isArray(found) ? found.filter(isJson) : []
}

/** When each rail closes next, why it rests today, and its next holidays. */
export function RailCalendars() {
  const rails = useAll('GET /v1/rails', {}, RAILS_MAX)
  return (
    <Section title="When rails close">
      {rails.isPending && <Loading />}
      {rails.isError && <ProblemNotice error={rails.error} />}
      <ul className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {(rails.data ?? []).map((rail) => (
          <RailCard key={textAt(rail, 'id')} rail={rail} />
        ))}
      </ul>
    </Section>
  )
}

function RailCard({ rail }: { rail: Json }) {
  const now = useNow()
  const [next] = rowsAt(rail, 'cut_offs')
  const closed = textAt(rail, 'closed_today_for')
  const holidays = rowsAt(rail, 'holidays').slice(0, HOLIDAYS)
  return (
    <li className="rounded-lg border border-line p-3">
      <div className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{textAt(rail, 'name')}</span>
        <span className="text-sm text-soft">{textAt(rail, 'currency')}</span>
      </div>
      {next === undefined ? (
        <p className="text-sm text-soft">Open at any hour of any day.</p>
      ) : (
        <p className="text-sm text-soft">
          Closes {away(textAt(next, 'closes_at'), now)}, on <Time at={textAt(next, 'closes_at')} />
        </p>
      )}
      {closed !== '' && <p className="mt-1 text-sm">Closed today: {closed}.</p>}
      {holidays.length > 0 && (
        <p className="mt-1 text-sm text-soft">
          Closed on{' '}
          {holidays.map((day) => `${shownDay(textAt(day, 'on'))} (${textAt(day, 'name')})`).join(', ')}
        </p>
      )}
    </li>
  )
}
