import { useAll } from '../api/lists.ts'
import { useOne } from '../api/one.ts'
import { Copy, Time } from '../parts/cells.tsx'
import { Code, Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { TrailProof } from '../parts/trail_proof.tsx'
import { ByTheWall } from '../parts/use_now.ts'
import { useTitle } from '../parts/use_title.ts'
import { textAt } from '../shape/value.ts'

const SHOWN = 50

/** Who did what, and the signed checkpoint that the trail can be held against. */
export function AuditPage() {
  useTitle('Audit')
  const events = useAll('GET /v1/audit-events', {}, SHOWN)
  const rows = events.data ?? []
  return (
    <>
      <Heading
        title="Audit"
        sub="Every change, by whom and by which request. Blocks of it are sealed and signed."
      />
      <TrailProof />
      <Checkpoint />
      <Section
        title="Latest"
        isFlush={rows.length > 0}
        aside={<PageLink to="/audit-events">With filters</PageLink>}
      >
        {events.isPending && <Loading />}
        {events.isError && <ProblemNotice error={events.error} />}
        {events.isSuccess && rows.length === 0 && <p className="text-soft">Nothing was changed yet.</p>}
        {rows.length > 0 && (
          <RowsTable
            name="Latest"
            rows={rows}
            columns={['action', 'actor_id', 'resource_type', 'resource_id', 'seq', 'request_id', 'at']}
          />
        )}
      </Section>
    </>
  )
}

/** Kept elsewhere, it proves more than the server can prove of itself. */
function Checkpoint() {
  const latest = useOne('GET /v1/audit-checkpoints/latest')
  return (
    <Section title="Newest checkpoint">
      {latest.isError && <ProblemNotice error={latest.error} />}
      {latest.data !== undefined && (
        <>
          <p>
            Block {textAt(latest.data, 'block')}, through event {textAt(latest.data, 'last_seq')}, sealed{' '}
            <ByTheWall value>
              <Time at={textAt(latest.data, 'sealed_at')} isLong />
            </ByTheWall>
            <Copy text={textAt(latest.data, 'checkpoint')} name="Copy checkpoint" />
          </p>
          <div className="mt-2">
            <Code name="checkpoint" text={textAt(latest.data, 'checkpoint')} />
          </div>
        </>
      )}
      <p className="mt-3 mb-2 max-w-prose text-soft">
        A server that lies would also lie above. Keep checkpoints where it cannot reach them, and let an
        operator recompute the whole trail against them.
      </p>
      <Code name="command" text="npm run florin -- audit verify --checkpoint checkpoint.txt" />
    </Section>
  )
}
