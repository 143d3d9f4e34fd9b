import { achEvents } from './ach/events.ts'
import { achReader } from './ach/take_file.ts'
import { acknowledgeEvents } from './acknowledge.ts'
import { instantEvents } from '../instant/events.ts'
import { sepaEvents } from './sepa/events.ts'
import { sepaReader } from './sepa/take_file.ts'
import type { BankEvents, InboundReader } from './ground.ts'
import { outboundEvents } from './outbound.ts'
import { statementEvents } from './statements.ts'

/** Events by their family: the word behind `bank_`. A row's function may load codecs. */
export const eventFamilies: Readonly<Record<string, () => Promise<BankEvents>>> = {
  outbound: () => Promise.resolve(outboundEvents),
  ack: () => Promise.resolve(acknowledgeEvents),
  statement: () => Promise.resolve(statementEvents),
  ach: achEvents,
  sepa: sepaEvents,
  instant: () => Promise.resolve(instantEvents),
}

/** Who reads files; the first that recognises one gets it. What nobody recognises is rejected. */
export const inboundReaders: readonly InboundReader[] = [achReader, sepaReader]
