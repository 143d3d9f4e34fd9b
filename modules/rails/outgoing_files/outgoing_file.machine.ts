import { machine, type StateOf } from '../../../kernel/machine.ts'

/**
 * The life of a file that goes to a bank. `unknown`: it was sent and nobody knows whether it arrived; the bank is asked first.
 * `retry` only where it is certain that the bank has not got it. An answer of the bank counts from whatever state it finds.
 */
export const outgoingFileMachine = machine('outgoing file', {
  gathering: { write: 'written' },
  written: { begin: 'sending' },
  sending: { deliver: 'sent', lose: 'unknown', retry: 'written', accept: 'accepted', reject: 'rejected' },
  sent: { accept: 'accepted', reject: 'rejected' },
  unknown: { deliver: 'sent', retry: 'written', accept: 'accepted', reject: 'rejected' },
  accepted: {},
  rejected: {},
})
export type OutgoingFileState = StateOf<typeof outgoingFileMachine>
/** Stored as 0 to 6, in this order. */
export const outgoingFileStates = [
  'gathering',
  'written',
  'sending',
  'sent',
  'unknown',
  'accepted',
  'rejected',
] as const satisfies readonly OutgoingFileState[]
/** Stored as 1 to 7, in this order. */
export const outgoingFileEvents = ['write', 'begin', 'deliver', 'lose', 'accept', 'reject', 'retry'] as const
export type OutgoingFileEvent = (typeof outgoingFileEvents)[number]
