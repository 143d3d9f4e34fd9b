import { useAll } from '../api/lists.ts'
import { Id, Money, Pill, Time } from '../parts/cells.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RailCalendars } from '../parts/rail_calendars.tsx'
import { ReturnGauges } from '../parts/return_gauges.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { useNow } from '../parts/use_now.ts'
import { useTitle } from '../parts/use_title.ts'
import { resourceOf } from '../registry/index.ts'
import { type Amount, isAmount } from '../shape/amount.ts'
import { wordsOf } from '../shape/tone.ts'
import { at, isJson, type Json, textAt } from '../shape/value.ts'
import { away } from '../shape/when.ts'

const SHOWN = 50
const FILES = 8

/** Banks at a glance: what leaves when, what came back and how near that is to a threshold, and what banks wrote. */
export function RailsPage() {
  useTitle('Rails desk')
  const connections = useAll('GET /v1/bank-connections', {}, SHOWN)
  const rows = connections.data ?? []
  return (
    <>
      <Heading
        title="Rails desk"
        sub="Cut-offs that come, files and what became of them, and how near returns are to their thresholds."
      />
      {connections.isPending && <Loading />}
      {connections.isError && <ProblemNotice error={connections.error} />}
      {connections.isSuccess && rows.length === 0 && (
        <Section title="No bank yet">
          <p className="max-w-prose text-soft">{resourceOf('bank-connections')?.teaches}</p>
          <p className="mt-2">
            <PageLink to="/bank-connections">Bank connections</PageLink> shows the command that makes one.
          </p>
        </Section>
      )}
      <Cutoffs connections={rows} />
      <RailCalendars />
      {rows.map((connection) => (
        <Connection key={textAt(connection, 'id')} connection={connection} />
      ))}
      <Files />
      <Notices />
    </>
  )
}

/** What gathers now, by the moment at which it leaves. */
function Cutoffs({ connections }: { connections: readonly Json[] }) {
  const files = useAll('GET /v1/outgoing-files', { state: 'gathering' }, SHOWN)
  const names = new Map(connections.map((one) => [textAt(one, 'id'), textAt(one, 'name')]))
  const rows = [...(files.data ?? [])].sort((a, b) =>
    textAt(a, 'cutoff_at') < textAt(b, 'cutoff_at') ? -1 : 1,
  )
  return (
    <Section title="Next cut-offs" aside={<PageLink to="/outgoing-files">All outgoing files</PageLink>}>
      {files.isError && <ProblemNotice error={files.error} />}
      {rows.length === 0 && (
        <p className="text-soft">
          Nothing gathers for a cut-off. A payment order opens the file of its rail’s next one.
        </p>
      )}
      <ol className="grid gap-3 sm:grid-cols-2 xl:grid-cols-3">
        {rows.map((file) => (
          <Gathering
            key={textAt(file, 'id')}
            file={file}
            bank={names.get(textAt(file, 'connection')) ?? textAt(file, 'connection')}
          />
        ))}
      </ol>
    </Section>
  )
}

function Gathering({ file, bank }: { file: Json; bank: string }) {
  const now = useNow()
  const orders = Number(textAt(file, 'orders'))
  return (
    <li className="rounded-lg border border-line p-3">
      <div className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{wordsOf(textAt(file, 'rail'))}</span>
        <span className="font-semibold">{away(textAt(file, 'cutoff_at'), now)}</span>
      </div>
      <p className="text-sm text-soft">
        {bank} · <Time at={textAt(file, 'cutoff_at')} />
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-3">
        {orders} {orders === 1 ? 'order' : 'orders'}
        {isAmount(at(file, 'credit_total')) && <Money amount={at(file, 'credit_total') as Amount} />}
        <Id id={textAt(file, 'id')} />
      </p>
    </li>
  )
}

function Connection({ connection }: { connection: Json }) {
  const id = textAt(connection, 'id')
  const rates = useAll('GET /v1/bank-connections/{id}/return-rates', {}, SHOWN, { id })
  const rails = connection['rails']
  return (
    <Section
      title={textAt(connection, 'name')}
      aside={
        <span className="flex items-center gap-2">
          <Pill state={textAt(connection, 'state')} />
          <Id id={id} isCode />
        </span>
      }
    >
      <p className="mb-3 text-soft">
        {textAt(connection, 'bank')}, {textAt(connection, 'currency')}:{' '}
        {Array.isArray(rails) ? rails.map((rail) => wordsOf(String(rail))).join(', ') : ''}
        {textAt(connection, 'looked_at') !== '' && (
          <>
            {' '}
            · last looked for files <Time at={textAt(connection, 'looked_at')} isLong />
          </>
        )}
      </p>
      {rates.isError && <ProblemNotice error={rates.error} />}
      {rates.data !== undefined && rates.data.length > 0 && <ReturnGauges rates={rates.data} />}
      {rates.data?.length === 0 && <p className="text-soft">This bank’s rails have no return thresholds.</p>}
    </Section>
  )
}

/** What banks sent, with each fault explained where it stands in the file. */
function Files() {
  const files = useAll('GET /v1/bank-files', {}, SHOWN)
  const rows = files.data ?? []
  return (
    <Section
      title="Files from banks"
      isFlush={rows.length > 0}
      aside={<PageLink to="/bank-files">See all</PageLink>}
    >
      {files.isError && <ProblemNotice error={files.error} />}
      {files.isSuccess && rows.length === 0 && (
        <p className="max-w-prose text-soft">{resourceOf('bank-files')?.teaches}</p>
      )}
      {rows.length > 0 && (
        <RowsTable
          name="Files from banks"
          rows={rows.slice(0, FILES)}
          columns={['name', 'state', 'title', 'refused', 'noted', 'id', 'received_at']}
        />
      )}
      {rows.slice(0, FILES).map((file) => (
        <Faults key={textAt(file, 'id')} file={file} />
      ))}
    </Section>
  )
}

function Faults({ file }: { file: Json }) {
  const found = file['faults']
  const faults = Array.isArray(found) ? found.filter(isJson) : []
  if (faults.length === 0) return null
  return (
    <details className="border-t border-line px-4 py-2">
      <summary>
        {faults.length} {faults.length === 1 ? 'remark' : 'remarks'} on {textAt(file, 'name')}
      </summary>
      <RowsTable
        name={`Remarks on ${textAt(file, 'name')}`}
        rows={faults}
        columns={['severity', 'line', 'column', 'rule', 'field', 'detail']}
      />
    </details>
  )
}

function Notices() {
  const notices = useAll('GET /v1/bank-notices', { state: 'open' }, SHOWN)
  const rows = notices.data ?? []
  return (
    <Section
      title="What nobody could place"
      isFlush={rows.length > 0}
      aside={<PageLink to="/bank-notices">See all</PageLink>}
    >
      {notices.isError && <ProblemNotice error={notices.error} />}
      {notices.isSuccess && rows.length === 0 && (
        <p className="text-soft">No open notice: everything banks wrote is explained.</p>
      )}
      {rows.length > 0 && (
        <RowsTable
          name="Open notices"
          rows={rows}
          columns={['amount', 'kind', 'because', 'order', 'id', 'created_at']}
          tones={{ open: 'attention' }}
        />
      )}
    </Section>
  )
}
