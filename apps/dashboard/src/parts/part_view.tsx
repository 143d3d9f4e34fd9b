import { useOne } from '../api/one.ts'
import type { Part } from '../registry/kinds.ts'
import { at, isJson, type Json, textAt } from '../shape/value.ts'
import { DecisionCards } from './decision_cards.tsx'
import { Code, Loading, ProblemNotice, Section } from './notices.tsx'
import { RowsTable } from './rows_table.tsx'
import { ReturnGauges } from './return_gauges.tsx'

/** A list that belongs to one object, as the registry says. */
export function PartView({ part, object, id }: { part: Part; object: Json; id: string }) {
  const query = Object.fromEntries(
    Object.entries(part.by ?? {}).map(([field, path]) => [field, textAt(object, path)]),
  )
  const answer = useOne(part.route, { id }, query)
  const found = at(answer.data, part.from ?? 'data')
  const rows = Array.isArray(found) ? found.filter(isJson) : []
  return (
    <Section title={part.title} isFlush={part.view === undefined && rows.length > 0}>
      {answer.isPending && <Loading />}
      {answer.isError && <ProblemNotice error={answer.error} />}
      {answer.isSuccess && rows.length === 0 && <p className="text-soft">None.</p>}
      {rows.length > 0 && <PartRows part={part} rows={rows} />}
    </Section>
  )
}

function PartRows({ part, rows }: { part: Part; rows: readonly Json[] }) {
  switch (part.view) {
    case 'decisions':
      return <DecisionCards decisions={rows} />
    case 'gauges':
      return <ReturnGauges rates={rows} />
    case 'tried':
      return <Tried attempts={rows} columns={part.columns} />
    case undefined:
      return <RowsTable name={part.title} rows={rows} columns={part.columns} />
  }
}

/** Each attempt of a delivery as it was sent and answered. */
function Tried({ attempts, columns }: { attempts: readonly Json[]; columns: readonly string[] }) {
  return (
    <>
      <RowsTable name="Attempts" rows={attempts} columns={columns} />
      {attempts.map((attempt) => (
        <details key={textAt(attempt, 'number')} className="mt-2">
          <summary className="link">Attempt {textAt(attempt, 'number')} in full</summary>
          <div className="mt-2 grid gap-2">
            <Code name="request headers" text={JSON.stringify(attempt['request_headers'], null, 2)} />
            <Code
              name="response"
              text={`${textAt(attempt, 'response_headers')}\n\n${textAt(attempt, 'response_body')}`}
            />
          </div>
        </details>
      ))}
    </>
  )
}
