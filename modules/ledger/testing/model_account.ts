import type { Precondition } from '../transfer.ts'

/** An account as the model's book-keeper keeps it: what it may bear, what a transfer does to it, what is asked of it. */
export type ModelAccount = {
  currency: string
  normal: 'debit' | 'credit'
  floor: bigint | null
  ceiling: bigint | null
  overdraft: bigint
  state: 'open' | 'frozen_debits' | 'frozen' | 'closed'
  version: number
  debits: bigint
  credits: bigint
  debits_pending: bigint
  credits_pending: bigint
}

/** How much more may be debited (credited) before the account leaves its limits. */
export function debitRoom(account: ModelAccount, mayDrawOverdraft: boolean): bigint | null {
  if (account.normal === 'credit') {
    if (account.floor === null) return null
    return (
      account.credits -
      account.debits -
      account.debits_pending -
      account.floor +
      (mayDrawOverdraft ? account.overdraft : 0n)
    )
  }
  return account.ceiling === null
    ? null
    : account.ceiling - (account.debits + account.debits_pending - account.credits)
}
const mirror = (account: ModelAccount): ModelAccount => ({
  ...account,
  normal: account.normal === 'debit' ? 'credit' : 'debit',
  debits: account.credits,
  credits: account.debits,
  debits_pending: account.credits_pending,
  credits_pending: account.debits_pending,
})
export const creditRoom = (account: ModelAccount, mayDrawOverdraft: boolean): bigint | null =>
  debitRoom(mirror(account), mayDrawOverdraft)

export function apply(d: ModelAccount, c: ModelAccount, moved: bigint, held: bigint): void {
  d.debits += moved
  c.credits += moved
  d.debits_pending += held
  c.credits_pending += held
  d.version += 1
  c.version += 1
}

/** The place of the first that does not hold; -1 for none. */
export function failedPrecondition(
  all: readonly Precondition[] | undefined,
  d: ModelAccount,
  c: ModelAccount,
  moved: bigint,
  held: bigint,
): number {
  const after = { debit: { ...d }, credit: { ...c } }
  apply(after.debit, after.credit, moved, held)
  return (all ?? []).findIndex(({ leg, field, operator, value }) => {
    const account = after[leg]
    const sign = account.normal === 'credit' ? 1n : -1n
    const balances = {
      version: BigInt(account.version - 1),
      posted: sign * (account.credits - account.debits),
      pending_in: account.normal === 'credit' ? account.credits_pending : account.debits_pending,
      pending_out: account.normal === 'credit' ? account.debits_pending : account.credits_pending,
    }
    const seen = field === 'available' ? balances.posted - balances.pending_out : balances[field]
    return !{
      eq: seen === value,
      lt: seen < value,
      lte: seen <= value,
      gt: seen > value,
      gte: seen >= value,
    }[operator]
  })
}
