import { type DragEvent, useId, useRef, useState } from 'react'
import { useAll } from '../api/lists.ts'
import { type Amount, isAmount, totalOf } from '../shape/amount.ts'
import { chosenOf, type Loose, looseOf, matchBody } from '../shape/matching.ts'
import { wordsOf } from '../shape/tone.ts'
import { at, type Json, textAt } from '../shape/value.ts'
import { Money, shortened } from './cells.tsx'
import { ProblemNotice, Section } from './notices.tsx'
import { SteadyButton } from './steady_button.tsx'
import { useMay } from './use_may.ts'
import { answerOf, errorOf, useSending } from './use_sending.ts'

const LOOSE_MAX = 200

/** Lines of the bank on the left, transfers of the ledger on the right: choose some of each, or drag one onto the other. */
export function MatchDesk(props: {
  accounts: readonly Json[]
  account: string
  choose: (id: string) => void
}) {
  const { accounts, account, choose } = props
  const name = useId()
  if (accounts.length === 0)
    return (
      <Section title="Match by hand">
        <p className="text-soft">
          No account is reconciled with a bank yet. Load a bank file, then name the account of the ledger that
          it belongs to.
        </p>
      </Section>
    )
  return (
    <Section
      title="Match by hand"
      aside={
        <span className="flex items-center gap-2">
          <label htmlFor={name} className="text-soft">
            Account
          </label>
          <select
            id={name}
            className="field w-auto!"
            value={account}
            onChange={(event) => choose(event.target.value)}
          >
            {accounts.map((one) => (
              <option key={textAt(one, 'id')} value={textAt(one, 'id')}>
                {textAt(one, 'name') || `…${textAt(one, 'account_last4')}`} {textAt(one, 'currency')}
              </option>
            ))}
          </select>
        </span>
      }
    >
      <Desk key={account} account={account} />
    </Section>
  )
}

function useChoice() {
  const [keys, setKeys] = useState<ReadonlySet<string>>(new Set())
  return {
    keys,
    toggle: (key: string): void =>
      setKeys(
        (before) => new Set(before.has(key) ? [...before].filter((one) => one !== key) : [...before, key]),
      ),
    both: (a: string, b: string): void => setKeys((before) => new Set([...before, a, b])),
    clear: (): void => setKeys(new Set()),
  }
}

function Desk({ account }: { account: string }) {
  const query = { status: 'open', reconciliation_account: account }
  const breaks = useAll('GET /v1/reconciliation/breaks', query, LOOSE_MAX)
  const { keys, toggle, both, clear } = useChoice()
  const { state, send } = useSending()
  const place = useRef<HTMLDivElement>(null)
  const loose = looseOf(breaks.data ?? [])
  const match = async (): Promise<void> => {
    const made = await send('POST /v1/reconciliation/matches', matchBody(account, chosenOf(loose, keys)))
    if (made === undefined) return
    clear()
    // The button goes with what was chosen.
    place.current?.focus({ preventScroll: true })
  }
  const common = { loose, keys, toggle, both }
  const error = errorOf(state)
  return (
    <div ref={place} tabIndex={-1} className="outline-none">
      {breaks.isError && <ProblemNotice error={breaks.error} />}
      <div className="grid gap-4 md:grid-cols-2">
        <Side title="Lines of the bank" side="bank" {...common} />
        <Side title="Transfers of the ledger" side="ledger" {...common} />
      </div>
      <Balance
        key={[...keys].sort().join(' ')}
        loose={loose}
        keys={keys}
        isBusy={state === 'busy'}
        match={() => void match()}
      />
      {answerOf(state) !== undefined && (
        <p role="status" className="mt-2 text-good">
          Matched.
        </p>
      )}
      {error !== undefined && <ProblemNotice error={error} />}
    </div>
  )
}

const DRAGGED = 'application/x-florin-break'

type SideProps = {
  title: string
  side: Loose['side']
  loose: readonly Loose[]
  keys: ReadonlySet<string>
  toggle: (key: string) => void
  both: (a: string, b: string) => void
}

function Side({ title, side, loose, keys, toggle, both }: SideProps) {
  const own = loose.filter((one) => one.side === side)
  const drop = (event: DragEvent, key: string): void => {
    event.preventDefault()
    const dragged = event.dataTransfer.getData(DRAGGED)
    if (dragged !== '' && dragged !== key) both(dragged, key)
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium">{title}</legend>
      {own.length === 0 && <p className="text-soft">None waits.</p>}
      <ul className="grid max-h-96 gap-1 overflow-y-auto">
        {own.map(({ key, row, line, transfer }) => (
          <li
            key={key}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(DRAGGED, key)}
            onDragOver={(event) => event.preventDefault()}
            onDrop={(event) => drop(event, key)}
          >
            <label
              className={`flex min-h-9 items-center gap-3 rounded-md border px-2 py-1 ${keys.has(key) ? 'border-accent bg-sunken' : 'border-line'}`}
            >
              <input
                type="checkbox"
                className="size-4"
                checked={keys.has(key)}
                onChange={() => toggle(key)}
              />
              <span className="min-w-0 flex-1 truncate text-sm text-soft">
                {side === 'bank' ? `Line ${line}` : shortened(transfer)} · {wordsOf(textAt(row, 'type'))} ·{' '}
                {daysOld(row)}
              </span>
              {isAmount(at(row, 'amount_at_risk')) && <Money amount={at(row, 'amount_at_risk') as Amount} />}
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  )
}

function daysOld(row: Json): string {
  const days = textAt(row, 'age_days')
  return days === '1' ? '1 day' : `${days} days`
}

/** Both sums and what lies between them, before anything is said to belong together. */
function Balance(props: {
  loose: readonly Loose[]
  keys: ReadonlySet<string>
  isBusy: boolean
  match: () => void
}) {
  const { bank, ledger } = chosenOf(props.loose, props.keys)
  const amounts = (list: readonly Loose[]): Amount[] =>
    list.map(({ row }) => at(row, 'amount_at_risk')).filter(isAmount)
  const currency = amounts([...bank, ...ledger])[0]?.currency
  if (currency === undefined)
    return <p className="mt-3 text-soft">Choose lines and transfers that belong together.</p>
  const difference = totalOf(amounts(bank)) - totalOf(amounts(ledger))
  return (
    <div className="mt-3 flex flex-wrap items-center justify-between gap-3 rounded-lg bg-sunken p-3">
      <span>
        Bank <Money amount={{ value: String(totalOf(amounts(bank))), currency }} /> · ledger{' '}
        <Money amount={{ value: String(totalOf(amounts(ledger))), currency }} /> · difference{' '}
        <strong className={difference === 0n ? 'text-good' : 'text-attention'}>
          <Money amount={{ value: String(difference), currency }} />
        </strong>
      </span>
      <Match isReady={bank.length > 0 && ledger.length > 0} isBusy={props.isBusy} match={props.match} />
    </div>
  )
}

/** A match books what is left over, so it is asked for twice. Choosing something else takes the question back. */
function Match({ isReady, isBusy, match }: { isReady: boolean; isBusy: boolean; match: () => void }) {
  const [isAsked, setAsked] = useState(false)
  const isAllowed = useMay()
  if (!isAllowed('POST /v1/reconciliation/matches')) return null
  return (
    <SteadyButton
      className="button-main"
      isOff={isBusy || !isReady}
      onClick={() => (isAsked ? match() : setAsked(true))}
    >
      {isBusy ? 'Matching…' : isAsked ? 'Yes, match these' : 'Match these'}
    </SteadyButton>
  )
}
