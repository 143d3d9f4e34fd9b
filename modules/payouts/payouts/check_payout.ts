import { present } from '../../../kernel/assert.ts'
import { type Failure, type Fault, ok, type Result } from '../../../kernel/result.ts'
import type { OpenScope } from '../../../platform/scope.ts'
import type { BankAccount, BankConnection } from '../../rails/index.ts'
import type { ApprovalPolicy } from '../approvals/approval_policy.ts'
import type { ReadPolicy } from '../approvals/read_policy.ts'
import type { PayoutsDeps } from '../deps.ts'
import { AMOUNT_MAX, CONNECTIONS_MAX } from '../limits.ts'
import { chooseRail, type RailChoice } from '../rail_choice/choose_rail.ts'
import { type RailOption, railOptions } from '../rail_choice/rail_options.ts'
import { payoutErrors } from './errors.ts'
import type { NewPayout } from './payout.ts'

/** Everything that a payout refers to, and the way it would take now. */
export type CheckedPayout = {
  readonly bank_account: BankAccount
  readonly policy: ApprovalPolicy
  readonly choice: RailChoice
  readonly chosen: RailOption
  readonly connection: BankConnection
}
export type CheckDeps = Pick<PayoutsDeps, 'ledger' | 'rails'> & { readonly readPolicy: ReadPolicy }

/**
 * Reads everything that a payout refers to, and chooses its rail. Outside of transactions. Errors: payout_not_valid with every
 * fault, payout_no_rail with why each way cannot be taken.
 */
export async function checkPayout(
  deps: CheckDeps,
  scope: OpenScope,
  asked: NewPayout,
): Promise<Result<CheckedPayout, Failure>> {
  const { rails, ledger } = deps
  const account = await rails.findBankAccount(scope, asked.bank_account)
  const bank_account = account.ok ? account.value : undefined
  const ledger_account = await ledger.findAccount(scope, asked.account)
  const connections = await rails.listBankConnections(scope, { after: undefined, limit: CONNECTIONS_MAX })
  const faults = faultsOf(asked, {
    bank_account,
    currency: ledger_account.ok ? ledger_account.value.currency : undefined,
    connections,
  })
  if (faults.length > 0 || bank_account === undefined)
    return payoutErrors.fail('payout_not_valid', { errors: faults })
  const policy = await deps.readPolicy(scope)
  const { costs } = policy.terms
  const options = railOptions({ connections, bank_account, carry: asked, costs }, scope.world.now())
  const { speed, asked_connection } = asked
  const choice = chooseRail(options, { speed, connection: asked_connection, tried: [], has_waited: false })
  const { chosen } = choice
  if (chosen === undefined) return noRail(choice)
  const connection = present(
    connections.find(({ id }) => id === chosen.connection),
    'the connection that was chosen',
  )
  return ok({ bank_account, policy, choice, chosen, connection })
}

type Known = {
  readonly bank_account: BankAccount | undefined
  /** Of the ledger account. */
  readonly currency: string | undefined
  readonly connections: readonly BankConnection[]
}

function faultsOf(asked: NewPayout, { bank_account, currency, connections }: Known): Fault[] {
  const faults: Fault[] = []
  const add = (code: string, param: string, detail: string) => void faults.push({ code, param, detail })
  if (bank_account === undefined) add('not_found', 'destination', 'names no bank account')
  else if (bank_account.state !== 'enabled') add('not_usable', 'destination', `is ${bank_account.state}`)
  if (currency === undefined) add('not_found', 'account', 'names no ledger account')
  else if (currency !== asked.currency)
    add('not_usable', 'account', `holds ${currency}, and the payout is in ${asked.currency}`)
  if (asked.amount < 1) add('not_usable', 'amount.value', 'must be above zero')
  if (asked.amount > AMOUNT_MAX) add('not_usable', 'amount.value', 'is more than one payout can move')
  const isKnown =
    asked.asked_connection === null || connections.some(({ id }) => id === asked.asked_connection)
  if (!isKnown) add('not_found', 'connection', 'names no bank connection')
  return faults
}

function noRail({ candidates, because }: RailChoice): Result<never, Failure> {
  const errors = candidates.map(({ rail, connection, excluded_because }) => ({
    code: 'not_usable',
    param: 'speed',
    detail: `${rail} over ${connection}: ${excluded_because ?? 'it was not chosen'}`,
  }))
  const detail = errors.length === 0 ? 'There is no bank connection that pays.' : because
  return payoutErrors.fail('payout_no_rail', { detail, errors })
}
