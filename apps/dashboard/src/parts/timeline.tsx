import { useList } from '../api/lists.ts'
import { isAmount } from '../shape/amount.ts'
import { at, type Json, textAt } from '../shape/value.ts'
import { Id, Money, Pill, Time } from './cells.tsx'
import { FlowPicture } from './flow_picture.tsx'
import { Loading, ProblemNotice, Section } from './notices.tsx'
import { RowsTable } from './rows_table.tsx'

/** What happened to one object, oldest first; the ledger's part of it again as lines, and as a picture. */
export function Timeline({ route, id }: { route: string; id: string }) {
  const list = useList(route, {}, { id })
  if (list.isPending) return <Loading what="Loading the timeline" />
  if (list.isError) return <ProblemNotice error={list.error} />
  const steps = list.data.pages.flatMap((page) => page.data)
  const lines = steps.filter((step) => at(step, 'transfer.id') !== undefined)
  return (
    <>
      <Section title="Timeline">
        <ol className="relative ml-1.5 border-l-2 border-line">
          {steps.map((step, index) => (
            <Step key={index} step={step} />
          ))}
        </ol>
        {list.hasNextPage && (
          <button type="button" className="button mt-2" onClick={() => void list.fetchNextPage()}>
            Show more
          </button>
        )}
      </Section>
      {lines.length > 0 && (
        <Section title="Ledger lines" isFlush>
          <RowsTable
            name="Ledger lines"
            rows={lines.map(lineOf)}
            columns={['amount', 'code', 'kind', 'debit_account', 'credit_account', 'id', 'at']}
          />
          <div className="border-t border-line p-4">
            <FlowPicture moves={lines.flatMap(moveOf)} />
          </div>
        </Section>
      )}
    </>
  )
}

const lineOf = (step: Json): Json => ({
  ...(step['transfer'] as Json),
  amount: step['amount'],
  at: step['at'],
})

function moveOf(step: Json) {
  const amount = at(step, 'amount')
  if (!isAmount(amount)) return []
  return [
    {
      from: textAt(step, 'transfer.debit_account'),
      to: textAt(step, 'transfer.credit_account'),
      amount,
      label: textAt(step, 'transfer.code'),
    },
  ]
}

function Step({ step }: { step: Json }) {
  const text = textAt(step, 'text') || sentence(step)
  const amount = at(step, 'amount')
  const result = textAt(step, 'result') || textAt(step, 'state')
  const because = textAt(step, 'because') || textAt(step, 'detail')
  const ids = ['transfer.id', 'event.id', 'refund', 'acquirer_account', 'file']
    .map((path) => textAt(step, path))
    .filter((one) => one !== '')
  return (
    <li className="relative pb-4 pl-5 last:pb-0">
      <span
        aria-hidden="true"
        className="absolute top-1.5 -left-[7px] size-3 rounded-full border-2 border-panel bg-accent"
      />
      <div className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium">{text}</span>
        {result !== '' && <Pill state={result} />}
        {isAmount(amount) && <Money amount={amount} />}
      </div>
      {because !== '' && because !== text && <p className="text-soft">{because}</p>}
      <div className="flex flex-wrap items-center gap-x-3 text-sm text-soft">
        <Time at={textAt(step, 'at')} />
        {ids.map((id) => (
          <Id key={id} id={id} />
        ))}
        {textAt(step, 'request_id') !== '' && (
          <span className="inline-flex items-center gap-1" title="The request that did it">
            by <Id id={textAt(step, 'request_id')} />
          </span>
        )}
      </div>
    </li>
  )
}

const sentence = (step: Json): string => {
  const event = textAt(step, 'event') || textAt(step, 'type')
  return `${event.charAt(0).toUpperCase()}${event.slice(1).replaceAll('_', ' ')}`
}
