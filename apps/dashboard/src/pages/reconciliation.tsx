import { useAll } from '../api/lists.ts'
import { useOne } from '../api/one.ts'
import { ActionSheet } from '../parts/action_sheet.tsx'
import { Value } from '../parts/cells.tsx'
import { MatchDesk } from '../parts/match_desk.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowActions } from '../parts/row_actions.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { useAddress } from '../parts/use_search.ts'
import { useMay } from '../parts/use_may.ts'
import { useTitle } from '../parts/use_title.ts'
import { actionsOf, resourceOf } from '../registry/index.ts'
import type { Resource } from '../registry/kinds.ts'
import { routeNames } from '../registry/routes.ts'
import { ageing } from '../shape/matching.ts'
import { isJson, type Json, labelOf, textAt } from '../shape/value.ts'
import { useState } from 'react'

const BREAKS_MAX = 500
const SHOWN = 100

/** The queue of what two books say differently, the oldest first, and a desk to lay both sides together. */
export function ReconciliationPage() {
  useTitle('Reconciliation desk')
  const [search, change] = useAddress()
  const breaks = useAll('GET /v1/reconciliation/breaks', { status: 'open' }, BREAKS_MAX)
  const accounts = useAll('GET /v1/reconciliation/accounts', { status: 'active' }, SHOWN)
  const open = breaks.data ?? []
  const account = search['account'] ?? textAt(accounts.data?.[0], 'id')
  return (
    <>
      <Heading
        title="Reconciliation desk"
        sub="Everything that banks and acquirers reported, beside what the ledger expected."
      />
      {breaks.isPending && <Loading />}
      {breaks.isError && <ProblemNotice error={breaks.error} />}
      {breaks.isSuccess && (
        <Ageing
          breaks={open}
          chosen={search['age']}
          choose={(age) => change({ age })}
          isCut={open.length === BREAKS_MAX}
        />
      )}
      {breaks.isSuccess && <Queue breaks={open} age={search['age']} />}
      <MatchDesk
        accounts={accounts.data ?? []}
        account={account}
        choose={(next) => change({ account: next })}
      />
      <Proposals />
      <div className="grid gap-x-4 xl:grid-cols-2">
        <Proofs />
        <Rules />
      </div>
    </>
  )
}

function Ageing(props: {
  breaks: readonly Json[]
  chosen: string | undefined
  choose: (age: string | undefined) => void
  isCut: boolean
}) {
  const { breaks, chosen, choose, isCut } = props
  const counts = ageing(breaks)
  const most = Math.max(1, ...counts.map(({ count }) => count))
  return (
    <Section
      title={`${breaks.length}${isCut ? '+' : ''} open ${breaks.length === 1 ? 'break' : 'breaks'} by age`}
    >
      <ul className="grid grid-cols-5 items-start gap-2">
        {counts.map(({ bucket, count }) => (
          <li key={bucket}>
            <button
              type="button"
              aria-pressed={chosen === bucket}
              className="flex w-full flex-col items-center gap-1 rounded-md p-1 hover:bg-sunken aria-pressed:bg-sunken aria-pressed:font-semibold"
              onClick={() => choose(chosen === bucket ? undefined : bucket)}
            >
              <svg viewBox="0 0 40 48" className="h-12 w-full" preserveAspectRatio="none" aria-hidden="true">
                <rect
                  x="4"
                  width="32"
                  y={47 - (count / most) * 46}
                  height={Math.max(1, (count / most) * 46)}
                  rx="2"
                  fill={count === 0 ? 'var(--line)' : 'var(--accent)'}
                />
              </svg>
              <span className="tabular-nums">{count}</span>
              <span className="text-xs text-soft">{bucket} days</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function Queue({ breaks, age }: { breaks: readonly Json[]; age: string | undefined }) {
  const resource = resourceOf('breaks') as Resource
  const rows = breaks
    .filter((one) => age === undefined || textAt(one, 'age_bucket') === age)
    .sort((a, b) => Number(b['age_days']) - Number(a['age_days']))
    .slice(0, SHOWN)
  const actions = actionsOf(resource, routeNames)
  return (
    <Section
      title={age === undefined ? 'Queue, the oldest first' : `Queue: ${age} days old`}
      isFlush={rows.length > 0}
      aside={<PageLink to="/breaks">As a list</PageLink>}
    >
      {rows.length === 0 && <p className="text-soft">No open break: every book agrees.</p>}
      {rows.length > 0 && (
        <RowsTable
          name="Open breaks"
          rows={rows}
          columns={['amount_at_risk', 'type', 'id', 'age_days', 'owner', 'reason']}
          tones={resource.tones}
          act={(row) => <RowActions row={row} actions={actions} />}
        />
      )}
    </Section>
  )
}

/** What rules found and do not dare to decide. */
function Proposals() {
  const matches = useAll('GET /v1/reconciliation/matches', {}, SHOWN)
  const resource = resourceOf('matches') as Resource
  const rows = (matches.data ?? []).filter((one) => textAt(one, 'status') === 'proposed')
  if (rows.length === 0) return null
  return (
    <Section title="Proposed matches" isFlush aside={<PageLink to="/matches">All matches</PageLink>}>
      <RowsTable
        name="Proposed matches"
        rows={rows}
        columns={['bank_total', 'ledger_total', 'difference', 'made_by_pass', 'score', 'id']}
        tones={resource.tones}
        act={(row) => <RowActions row={row} actions={actionsOf(resource, routeNames)} />}
      />
    </Section>
  )
}

function Proofs() {
  const cards = useOne('GET /v1/reconciliation/proof')
  const found = cards.data?.['data']
  const rows = Array.isArray(found) ? found.filter(isJson) : []
  return (
    <Section
      title="Proof of card money"
      isFlush={rows.length > 0}
      aside={<PageLink to="/card-proofs">See all</PageLink>}
    >
      {cards.isError && <ProblemNotice error={cards.error} />}
      {cards.isSuccess && rows.length === 0 && (
        <p className="text-soft">{resourceOf('card-proofs')?.teaches}</p>
      )}
      {rows.length > 0 && (
        <RowsTable
          name="Proof of card money"
          rows={rows.slice(0, 5)}
          columns={['day', 'acquirer_account', 'difference', 'is_clean']}
        />
      )}
    </Section>
  )
}

function Rules() {
  const rules = useOne('GET /v1/reconciliation/rules')
  const [isOpen, setOpen] = useState(false)
  const isAllowed = useMay()
  const passes = isJson(rules.data?.['rules']) ? rules.data['rules'] : {}
  return (
    <Section
      title={`Matching rules${rules.data === undefined ? '' : `, version ${textAt(rules.data, 'version')}`}`}
      aside={
        isAllowed('POST /v1/reconciliation/rules') && (
          <button type="button" className="button" onClick={() => setOpen(true)}>
            Change
          </button>
        )
      }
    >
      {rules.isError && <ProblemNotice error={rules.error} />}
      <dl className="grid grid-cols-[auto_1fr] gap-x-6 gap-y-1.5">
        {Object.entries(passes).map(([name, pass]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{labelOf(name)}</dt>
            <dd>
              {isJson(pass) &&
                Object.entries(pass).map(([field, value]) => (
                  <span key={field} className="mr-3">
                    {field === 'action' ? '' : `${labelOf(field)} `}
                    <Value value={value} path={field} />
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
      {isOpen && (
        <ActionSheet
          action={{ route: 'POST /v1/reconciliation/rules', label: 'Change the rules' }}
          object={rules.data ?? {}}
          onClose={() => setOpen(false)}
        />
      )}
    </Section>
  )
}
