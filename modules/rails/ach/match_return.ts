import type { Id } from '../../../kernel/id.ts'
import type { Day } from '../../../kernel/world.ts'
import { achReturnStage } from '../codes/ach.ts'
import type { BankAccount } from '../bank_accounts/bank_account.ts'
import type { AchReturn } from '../nacha/public.ts'
import { STEPS_MAX } from '../payment_orders/limits.ts'
import type { PaymentOrder } from '../payment_orders/payment_order.ts'
import { mayDishonor } from '../rules/ach/dishonor.ts'
import { returnInTime } from '../rules/ach/finality.ts'
import type { NoticeKind } from './bank_notice.ts'
import { isGivenBackTwice } from './reversals.ts'

/** Where in the file it stands, and what it says. */
export type ReturnItem = { readonly line: number; readonly answer: AchReturn }
export type NoticeText = { readonly kind: NoticeKind; readonly because: string }
export type Found =
  | { readonly order: PaymentOrder; readonly notice?: undefined }
  | { readonly order: PaymentOrder | undefined; readonly notice: NoticeText }

/** What our own side knows of the entries that a bank speaks of. */
export type Entries = {
  /** By trace number, newest first: a counter of seven digits begins again. */
  readonly by_trace: ReadonlyMap<string, readonly PaymentOrder[]>
  readonly accounts: ReadonlyMap<Id<'bac'>, Pick<BankAccount, 'bank' | 'version'>>
}
type Asked = Pick<AchReturn, 'original_trace_number' | 'original_rdfi_identification'> & {
  /** Null where the answer moves no money and so says none. */
  readonly amount: bigint | null
}

const RDFI_DIGITS = 8
/** An answer makes two steps at most, and some room is left for a person's. */
const STEPS_LEFT_MIN = 4

/**
 * The order that an answer is about: its trace number, its amount, and the bank that had it. What does not fit all three is
 * for a person. A bank account whose details were changed since may be at another bank now, so there the bank does not count.
 */
export function findEntry({ by_trace, accounts }: Entries, asked: Asked): Found {
  const { original_trace_number, original_rdfi_identification: rdfi, amount } = asked
  const named = by_trace.get(original_trace_number) ?? []
  const [newest] = named
  if (newest === undefined) return lost(undefined, 'unknown_trace', 'No order has this trace number.')
  const equal = amount === null ? named : named.filter((one) => BigInt(one.amount) === amount)
  const [first] = equal
  if (first === undefined)
    return lost(newest, 'amount_differs', `The order is of ${newest.amount}, the answer of ${amount ?? 0n}.`)
  const atBank = equal.find((one) => bankOf(accounts, one)?.startsWith(rdfi) === true)
  if (atBank !== undefined) return { order: atBank }
  const isMoved = (accounts.get(first.bank_account)?.version ?? 1) > 1
  if (isMoved || rdfi.length !== RDFI_DIGITS) return { order: first }
  return lost(first, 'rdfi_differs', `The answer names the bank ${rdfi}, and the order went to another.`)
}

const bankOf = (accounts: Entries['accounts'], { bank_account }: PaymentOrder): string | undefined =>
  accounts.get(bank_account)?.bank['routing_number']
const lost = (order: PaymentOrder | undefined, kind: NoticeKind, because: string): Found => ({
  order,
  notice: { kind, because },
})

type Verb = 'return' | 'restore'
/** What an answer does to its order. */
export type Decision = {
  /** `settle`: it had settled without our knowing. `restore`: our reversal counts for nothing, the entry itself came back. */
  readonly first: 'settle' | 'restore' | null
  readonly verb: Verb | null
  /** The code that says what follows: of a corrected return the code of the return itself. */
  readonly code: string
  /** Told when the order moves, or at once where it does not. */
  readonly notice: NoticeText | null
}

/** What a return, a dishonoured one or a contested one does to an order, by its state and that of its reversal. Pure. */
export function decideAnswer(
  order: PaymentOrder,
  { answer }: ReturnItem,
  on: Day,
  reversal?: PaymentOrder,
): Decision {
  const { stage, reason_code: code } = answer
  if (order.steps > STEPS_MAX - STEPS_LEFT_MIN)
    return only('state_differs', code, 'Too much has happened to this order: look at it with the bank.')
  if (stage === 'dishonored') return dishonored(order, code)
  if (stage === 'contested') return contested(order, answer)
  return returned(order, answer, on, reversal)
}

const only = (kind: NoticeKind, code: string, because: string): Decision => ({
  first: null,
  verb: null,
  code,
  notice: { kind, because },
})

function returned(order: PaymentOrder, answer: AchReturn, on: Day, reversal?: PaymentOrder): Decision {
  const { reason_code: code, entry } = answer
  switch (order.state) {
    case 'submitting':
    case 'submitted':
    case 'unknown':
      return { first: 'settle', verb: 'return', code, notice: lateness(order, code, on) }
    case 'settled':
      return {
        first: null,
        verb: 'return',
        code,
        notice: isGivenBackTwice(reversal) ? twice(reversal, on) : lateness(order, code, on),
      }
    case 'reversed':
      return {
        first: 'restore',
        verb: 'return',
        code,
        notice: {
          kind: 'return_of_reversed',
          because: `It was reversed and came back too: ${dishonorText('R62', on)}.`,
        },
      }
    case 'returned':
      return only(
        'duplicate_return',
        code,
        `It came back before (${order.reason_code ?? 'no code'}); this is the return ${entry.trace_number}. Unless it was ` +
          `sent twice in a file that the bank repeated, ${dishonorText('R67', on)}.`,
      )
    default:
      return only('state_differs', code, `The order is ${order.state}, so it cannot come back.`)
  }
}

const twice = ({ id }: PaymentOrder, on: Day): NoticeText => ({
  kind: 'return_of_reversed',
  because: `It came back, and its reversal ${id} is at the bank too: ${dishonorText('R62', on)}.`,
})

/** The money is gone either way: a return that came too late is booked, and may be sent back. */
function lateness(order: PaymentOrder, code: string, on: Day): NoticeText | null {
  const verdict = returnInTime({ code, settled_on: order.settles_on, returned_on: on })
  if (verdict.allowed) return null
  return { kind: 'untimely_return', because: `${verdict.because} So ${dishonorText('R68', on)}.` }
}

function dishonorText(code: string, on: Day): string {
  const { until } = mayDishonor({ code, return_settled_on: on, on })
  return `the bank can dishonour it with ${code}${until === null ? '' : ` until ${until}`}`
}

/** Our bank gave the return back to the other one: the entry stands again. */
function dishonored(order: PaymentOrder, code: string): Decision {
  if (order.state === 'returned') return { first: null, verb: 'restore', code, notice: null }
  return only('dishonored_return', code, `The order is ${order.state}: there is no return to dishonour.`)
}

/** The other bank insists on its return, or corrects it. */
function contested(order: PaymentOrder, { reason_code: code, return_reason_code }: AchReturn): Decision {
  const wasRestored = order.state === 'settled' && achReturnStage(order.reason_code ?? '') === 'dishonored'
  const isCorrected = order.state === 'settled' && code === 'R74'
  const notice: NoticeText = {
    kind: 'contested_return',
    because: `${code}: the other bank insists on its return. The order is ${order.state}.`,
  }
  if (!wasRestored && !isCorrected) return { first: null, verb: null, code, notice }
  const original = `R${return_reason_code}`
  const isKnown = achReturnStage(original) === 'return'
  return { first: null, verb: 'return', code: isCorrected && isKnown ? original : code, notice }
}
