import { createHash } from 'node:crypto'
import { type Id, idFromBytes } from '../../../kernel/id.ts'
import { type Instant, instantText } from '../../../kernel/world.ts'

/** A number of ours at a bank under which money may come in at once, and whose it is then. */
export type ReceivingAccount = {
  readonly id: Id<'rva'>
  readonly connection: Id<'bcn'>
  /** As payers write it: an account number, or an IBAN. */
  readonly number: string
  /** Ledger: who gets the money. */
  readonly account: Id<'acc'>
  readonly state: 'open' | 'closed'
  readonly created_at: Instant
  readonly updated_at: Instant
}

/** One number is one account. */
export const receivingAccountId = (connection: Id<'bcn'>, number: string): Id<'rva'> =>
  idFromBytes('rva', createHash('sha256').update(`receiving account\n${connection}\n${number}`).digest())

/** As callers see it. */
export const receivingAccountJson = ({ created_at, updated_at, ...account }: ReceivingAccount) => ({
  ...account,
  created_at: instantText(created_at),
  updated_at: instantText(updated_at),
})
