import { useMemo, useState } from 'react'
import { call, callText } from '../api/call.ts'
import { useAll } from '../api/lists.ts'
import { useOne } from '../api/one.ts'
import { download } from '../browser.ts'
import { Id, Money, Pill, Time } from '../parts/cells.tsx'
import { Icon } from '../parts/icon.tsx'
import { FlowPicture } from '../parts/flow_picture.tsx'
import { Heading, Loading, ProblemNotice, Section } from '../parts/notices.tsx'
import { PageLink } from '../parts/page_link.tsx'
import { RowsTable } from '../parts/rows_table.tsx'
import { SteadyButton } from '../parts/steady_button.tsx'
import { useAddress } from '../parts/use_search.ts'
import { useTitle } from '../parts/use_title.ts'
import { type Amount, isAmount } from '../shape/amount.ts'
import { type Branch, treeOf } from '../shape/tree.ts'
import { isJson, type Json, textAt } from '../shape/value.ts'

const ACCOUNTS_MAX = 2_000

/** The books: accounts by their paths, what stands on each, where it came from, and the proof that it is right. */
export function LedgerPage() {
  useTitle('Ledger explorer')
  const [search, change] = useAddress()
  const accounts = useAll('GET /v1/ledger/accounts', {}, ACCOUNTS_MAX)
  const tree = useMemo(() => treeOf(accounts.data ?? []), [accounts.data])
  const id = search['account']
  return (
    <>
      <Heading title="Ledger explorer" sub="Every amount stands on one account and came from another." />
      <Proof />
      <div className="grid items-start gap-x-4 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <Section title="Accounts" aside={<PageLink to="/ledger-accounts">As a list</PageLink>}>
          {accounts.isPending && <Loading />}
          {accounts.isError && <ProblemNotice error={accounts.error} />}
          {accounts.isSuccess && tree.length === 0 && (
            <p className="text-soft">No account yet. The first payment opens those it needs.</p>
          )}
          <Tree
            branches={tree}
            chosen={id}
            choose={(account) => change({ account, path: undefined })}
            open={(path) => change({ path, account: undefined })}
            isTop
          />
          {accounts.data?.length === ACCOUNTS_MAX && (
            <p className="mt-2 text-sm text-soft">The first {ACCOUNTS_MAX} accounts.</p>
          )}
        </Section>
        <div className="min-w-0">
          {id !== undefined && <AccountView id={id} />}
          {id === undefined && search['path'] !== undefined && <RollUp path={search['path']} />}
          {id === undefined && search['path'] === undefined && (
            <Section title="Nothing chosen">
              <p className="text-soft">
                Choose an account for its balance and entries, or “sum” beside a branch for all that lies
                below it.
              </p>
            </Section>
          )}
        </div>
      </div>
    </>
  )
}

type TreeProps = {
  branches: readonly Branch[]
  chosen: string | undefined
  choose: (id: string) => void
  open: (path: string) => void
  isTop?: boolean
}

function Tree({ branches, chosen, choose, open, isTop = false }: TreeProps) {
  return (
    <ul className={isTop ? '' : 'ml-3 border-l border-line pl-2'}>
      {branches.map((branch) => (
        <li key={branch.path}>
          {branch.accounts.map((account) => {
            const id = textAt(account, 'id')
            return (
              <button
                key={id}
                type="button"
                aria-pressed={id === chosen}
                onClick={() => choose(id)}
                className="flex min-h-7 w-full items-center justify-between gap-2 rounded px-1.5 text-left hover:bg-sunken aria-pressed:bg-sunken aria-pressed:font-semibold"
              >
                <span className="min-w-0 truncate" title={branch.path}>
                  {branch.name}
                </span>
                <span className="text-xs text-soft">{textAt(account, 'currency')}</span>
              </button>
            )
          })}
          {branch.below.length > 0 && (
            <div className="relative">
              <details open={isTop && branches.length <= 6}>
                <summary className="min-h-7 py-0.5 pr-12 pl-1.5 break-all">
                  {branch.name} <span className="text-xs text-soft">{branch.count}</span>
                </summary>
                <Tree branches={branch.below} chosen={chosen} choose={choose} open={open} />
              </details>
              <button
                type="button"
                className="link absolute top-0 right-1 min-h-7 px-1 text-xs"
                onClick={() => open(branch.path)}
              >
                sum<span className="sr-only"> of {branch.path}</span>
              </button>
            </div>
          )}
        </li>
      ))}
    </ul>
  )
}

const balanceNames = ['posted', 'available', 'pending_in', 'pending_out'] as const

function AccountView({ id }: { id: string }) {
  const balance = useOne('GET /v1/ledger/accounts/{id}/balance', { id })
  const entries = useAll('GET /v1/ledger/accounts/{id}/entries', {}, 100, { id })
  const rows = entries.data ?? []
  return (
    <>
      <Section title="Balance" aside={<Id id={id} />}>
        {balance.isError && <ProblemNotice error={balance.error} />}
        {balance.isSuccess && <Balances row={balance.data} />}
      </Section>
      {rows.length > 0 && (
        <Section title="Where its money came from and went">
          <FlowPicture moves={movesOf(rows, id)} />
        </Section>
      )}
      <Section title="Statement" isFlush={rows.length > 0} aside={<StatementCsv id={id} />}>
        {entries.isPending && <Loading />}
        {entries.isError && <ProblemNotice error={entries.error} />}
        {entries.isSuccess && rows.length === 0 && <p className="text-soft">No entry yet.</p>}
        {rows.length > 0 && (
          <RowsTable
            name="Statement"
            rows={rows}
            columns={[
              'amount',
              'direction',
              'balances.posted',
              'code',
              'kind',
              'transfer_id',
              'counter_account',
              'recorded_at',
            ]}
          />
        )}
      </Section>
    </>
  )
}

/** The whole statement, as the API writes it; fetched, since a link could not say which tenant it means. */
function StatementCsv({ id }: { id: string }) {
  const [error, setError] = useState<unknown>()
  const run = (): void => {
    void callText(`GET /v1/ledger/accounts/{id}/statement`, {
      params: { id },
      query: { format: 'csv' },
    }).then((text) => download(`${id}.csv`, 'text/csv', text), setError)
  }
  return (
    <>
      <button type="button" className="button" onClick={run}>
        <Icon name="save" /> CSV
      </button>
      {error !== undefined && <ProblemNotice error={error} />}
    </>
  )
}

const Balances = ({ row }: { row: Json }) => (
  <ul className="flex flex-wrap gap-x-8 gap-y-3">
    {balanceNames.map((name) => {
      const amount = row[name]
      return isAmount(amount) ? (
        <li key={name}>
          <p className="text-sm text-soft">{name.replaceAll('_', ' ')}</p>
          <Money amount={amount} isLarge={name === 'posted'} />
        </li>
      ) : null
    })}
  </ul>
)

/** What went between this account and each other one, summed by direction. */
function movesOf(entries: readonly Json[], id: string) {
  const sums = new Map<string, { from: string; to: string; amount: Amount; label: string; count: number }>()
  for (const entry of entries) {
    const amount = entry['amount']
    if (!isAmount(amount) || textAt(entry, 'kind') === 'pending' || textAt(entry, 'kind') === 'void') continue
    const other = textAt(entry, 'counter_account')
    const isDebit = textAt(entry, 'direction') === 'debit'
    const [from, to] = isDebit ? [id, other] : [other, id]
    const before = sums.get(`${from} ${to}`)
    const value = String(BigInt(before?.amount.value ?? '0') + BigInt(amount.value))
    const count = (before?.count ?? 0) + 1
    sums.set(`${from} ${to}`, {
      from,
      to,
      amount: { ...amount, value },
      count,
      label: `${count} ${count === 1 ? 'entry' : 'entries'}`,
    })
  }
  return [...sums.values()]
}

function RollUp({ path }: { path: string }) {
  const sums = useOne('GET /v1/ledger/balances', {}, { path })
  const rows = Array.isArray(sums.data?.['data']) ? sums.data['data'].filter(isJson) : []
  return (
    <Section title={`Sum of ${path}`} isFlush={rows.length > 0}>
      {sums.isPending && <Loading />}
      {sums.isError && <ProblemNotice error={sums.error} />}
      {rows.length > 0 && (
        <RowsTable
          name={`Sum of ${path}`}
          rows={rows}
          columns={['posted', 'available', 'pending_in', 'pending_out', 'normal_side', 'accounts']}
        />
      )}
    </Section>
  )
}

/** Proves the books on the spot: every invariant over every row, as the API computes it. */
function Proof() {
  const [state, setState] = useState<'unasked' | 'busy' | { proof: Json } | { error: unknown }>('unasked')
  const run = async (): Promise<void> => {
    setState('busy')
    setState(
      await call('GET /v1/ledger/proof').then(
        (proof) => ({ proof }),
        (error: unknown) => ({ error }),
      ),
    )
  }
  return (
    <Section
      title="Proof"
      aside={
        <SteadyButton className="button-main" isOff={state === 'busy'} onClick={() => void run()}>
          {state === 'busy' ? 'Proving…' : 'Prove the books'}
        </SteadyButton>
      }
    >
      {typeof state === 'string' && (
        <p className="text-soft">
          Checks every invariant over every row: that debits equal credits, that no balance was lost, that
          nothing was changed.
        </p>
      )}
      {typeof state === 'object' && 'error' in state && <ProblemNotice error={state.error} />}
      {typeof state === 'object' && 'proof' in state && <ProofShown proof={state.proof} />}
    </Section>
  )
}

function ProofShown({ proof }: { proof: Json }) {
  const invariants = Array.isArray(proof['invariants']) ? proof['invariants'].filter(isJson) : []
  return (
    <div role="status">
      <p className="mb-2 flex flex-wrap items-center gap-2">
        <Pill state={proof['holds'] === true ? 'holds' : 'broken'} /> Checked{' '}
        <Time at={textAt(proof, 'checked_at')} />
      </p>
      <RowsTable
        name="Invariants"
        rows={invariants}
        columns={['name', 'statement', 'checked', 'violations']}
      />
    </div>
  )
}
