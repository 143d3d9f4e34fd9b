import { type Amount, shownAmount } from '../shape/amount.ts'
import { useOne } from '../api/one.ts'
import { textAt } from '../shape/value.ts'

export type Move = {
  readonly from: string
  readonly to: string
  readonly amount: Amount
  readonly label: string
}

const MOVES_MAX = 8
const ROW = 58

/** Where money went: what was debited on the left, what was credited on the right, the moves between them. */
export function FlowPicture({ moves }: { moves: readonly Move[] }) {
  const shown = moves.slice(0, MOVES_MAX)
  if (shown.length === 0) return null
  const most = shown.reduce(
    (max, { amount }) => (BigInt(amount.value) > max ? BigInt(amount.value) : max),
    1n,
  )
  return (
    <figure>
      <figcaption className="mb-2 text-sm text-soft">
        Where the money went: from the debited account to the credited one
        {moves.length > MOVES_MAX ? `, the first ${MOVES_MAX} of ${moves.length} moves` : ''}.
      </figcaption>
      <ul className="grid gap-2">
        {shown.map((move, index) => (
          <li
            key={index}
            className="grid grid-cols-[minmax(0,1fr)_minmax(5rem,8rem)_minmax(0,1fr)] items-center gap-2"
          >
            <AccountName id={move.from} />
            <span className="text-center text-xs">
              <span className="money block">
                {shownAmount(move.amount)} {move.amount.currency}
              </span>
              <Arrow share={Number((BigInt(move.amount.value) * 100n) / most)} />
              <span className="block truncate text-soft" title={move.label}>
                {move.label.replaceAll('_', ' ')}
              </span>
            </span>
            <AccountName id={move.to} />
          </li>
        ))}
      </ul>
    </figure>
  )
}

function Arrow({ share }: { share: number }) {
  const thick = 1.5 + (share / 100) * 6
  return (
    <svg
      viewBox={`0 0 100 ${ROW / 4}`}
      className="h-3.5 w-full"
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={`M0 ${ROW / 8}H92`} stroke="var(--accent)" strokeWidth={thick} opacity="0.65" />
      <path d={`M90 ${ROW / 8 - 6}L100 ${ROW / 8}L90 ${ROW / 8 + 6}Z`} fill="var(--accent)" />
    </svg>
  )
}

function AccountName({ id }: { id: string }) {
  const account = useOne('GET /v1/ledger/accounts/{id}', { id }, {}, id.startsWith('acc_'))
  const path = account.data === undefined ? id : textAt(account.data, 'path')
  return (
    <span className="card min-w-0 px-2 py-1.5 text-center text-sm break-words" title={id}>
      {path.split(':').map((part, index) => (
        <span key={index}>
          {index > 0 && (
            <span className="text-soft">
              :<wbr />
            </span>
          )}
          {part}
        </span>
      ))}
    </span>
  )
}
