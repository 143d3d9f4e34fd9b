import { readAchReturnCode } from '../../modules/rails/index.ts'
import { inLanes } from '../setup/call_api.ts'
import type { BenchBank } from './bank.ts'

type Returned = {
  readonly id: string
  readonly attempt: number
  readonly reason_code: string
  readonly next_action: string | null
  readonly needs_review: boolean
  readonly next: string | null
  readonly bank_account: string
  readonly mandate: string
}
/** Of one code: how many debits came back with it, and what was wrong with the step that followed. */
export type CodeCheck = {
  readonly code: string
  readonly action: string
  readonly count: number
  readonly wrong: readonly string[]
}
type Page = { readonly data: readonly Returned[]; readonly has_more: boolean; readonly next_cursor: string }

async function returnedOrders(bank: BenchBank): Promise<Returned[]> {
  const found: Returned[] = []
  for (let cursor = ''; ; ) {
    const page = await bank.get<Page>(`/payment-orders?state=returned&limit=100${cursor}`)
    found.push(...page.data)
    if (!page.has_more) return found.filter(({ attempt }) => attempt === 1)
    cursor = `&cursor=${page.next_cursor}`
  }
}

type After = { readonly account: string; readonly mandate: string }

/** What is wrong with the step that followed a return; undefined when nothing is. */
function faultOf(order: Returned, after: After): string | undefined {
  const { auto_action } = readAchReturnCode(order.reason_code)
  if (order.next_action !== auto_action) return `the action is ${order.next_action}`
  switch (auto_action) {
    case 'RETRY_NSF':
      return order.next === null ? 'it is not tried again' : undefined
    case 'NEW_DETAILS':
      return after.account === 'needs_details' ? undefined : `the account is ${after.account}`
    case 'REVOKE_MANDATE':
      return after.mandate === 'revoked' ? undefined : `the mandate is ${after.mandate}`
    case 'COMPLIANCE_HOLD':
      return after.account === 'frozen' ? undefined : `the account is ${after.account}`
    case 'NONE':
    case 'ACCEPT_LOSS':
      return undefined
    default:
      return order.needs_review ? undefined : 'nobody is told to look'
  }
}

/** Looks at every debit that came back, and at what it left behind. */
export async function checkNextSteps(bank: BenchBank, codes: readonly string[]): Promise<CodeCheck[]> {
  const orders = await returnedOrders(bank)
  const faults = await inLanes(orders.length, async (index) => {
    const order = orders[index]
    if (order === undefined) return undefined
    const account = await bank.get<{ state: string }>(`/bank-accounts/${order.bank_account}`)
    const mandate = await bank.get<{ state: string }>(`/mandates/${order.mandate}`)
    const fault = faultOf(order, { account: account.state, mandate: mandate.state })
    return fault === undefined ? undefined : `${order.id}: ${fault}`
  })
  return codes.map((code) => {
    const places = orders.flatMap((order, index) => (order.reason_code === code ? [index] : []))
    return {
      code,
      action: readAchReturnCode(code).auto_action,
      count: places.length,
      wrong: places.flatMap((place) => faults[place] ?? []),
    }
  })
}
