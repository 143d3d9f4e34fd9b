import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * An item of a bound account. `suspend`: nobody expected the line, so its money was put into the suspense account;
 * `reopen`: its match was undone.
 */
export const itemMachine = machine('reconciliation item', {
  open: { suspend: 'suspended', match: 'matched' },
  suspended: { match: 'matched', reopen: 'open' },
  matched: { reopen: 'open' },
})
export type ItemState = StateOf<typeof itemMachine>
/** Stored as 0 to 2, in this order. */
export const itemStates = ['open', 'suspended', 'matched'] as const satisfies readonly ItemState[]
