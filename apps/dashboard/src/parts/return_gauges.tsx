import { type Json, labelOf, textAt } from '../shape/value.ts'
import { Pill } from './cells.tsx'

/** How near each return rate of a bank’s scheme is to its threshold. */
export function ReturnGauges({ rates }: { rates: readonly Json[] }) {
  return (
    <ul className="grid gap-4 sm:grid-cols-3">
      {rates.map((rate) => (
        <Gauge key={textAt(rate, 'name')} rate={rate} />
      ))}
    </ul>
  )
}

function Gauge({ rate }: { rate: Json }) {
  const returned = Number(textAt(rate, 'returned'))
  const debits = Number(textAt(rate, 'debits'))
  const threshold =
    Number(textAt(rate, 'threshold.numerator')) / Number(textAt(rate, 'threshold.denominator'))
  const share = debits === 0 ? 0 : returned / debits
  const percent = (value: number): string => `${(value * 100).toFixed(2)} %`
  return (
    <li>
      <div className="flex items-baseline justify-between gap-2">
        <span className="font-medium">{labelOf(textAt(rate, 'name'))}</span>
        <Pill state={textAt(rate, 'state')} />
      </div>
      <meter
        className="mt-1 w-full"
        min={0}
        max={threshold * 1.5}
        low={threshold * 0.8}
        high={threshold}
        optimum={0}
        value={share}
      >
        {percent(share)}
      </meter>
      <p className="text-sm text-soft">
        {percent(share)} of {debits} {debits === 1 ? 'debit' : 'debits'}; the threshold is{' '}
        {percent(threshold)}
      </p>
    </li>
  )
}
