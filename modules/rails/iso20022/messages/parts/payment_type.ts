import { before, many, optional, type Read, since } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { code } from '../shape/text.ts'
import { codeOrName } from './named.ts'

const priority = optional('InstrPrty', code('HIGH', 'NORM'))
const clearing_channel = optional('ClrChanl', code('RTGS', 'RTNS', 'MPNS', 'BOOK'))
const service_levels = many(
  [since(2019, 'SvcLvl'), before(2019, 'SvcLvl', 1)],
  codeOrName(4, 'SEPA', 'SDVA', 'URGP', 'NURG'),
)
const local_instrument = optional('LclInstrm', codeOrName(35, 'CORE', 'B2B', 'INST'))
const sequence_type = optional('SeqTp', code('FRST', 'RCUR', 'FNAL', 'OOFF'))
const category_purpose = optional('CtgyPurp', codeOrName(4, 'SALA', 'SUPP', 'TREA', 'INTC'))

/** How a payment is to be made. Each sort of message has its own selection, in the order of the schema. */
export const initiatedType = group({ priority, service_levels, local_instrument, category_purpose })
export const collectedType = group({
  priority,
  service_levels,
  local_instrument,
  sequence_type,
  category_purpose,
})
export const clearedType = group({
  priority,
  clearing_channel,
  service_levels,
  local_instrument,
  category_purpose,
})
export const paymentType = group({
  priority,
  clearing_channel,
  service_levels,
  local_instrument,
  sequence_type,
  category_purpose,
})
export type PaymentType = Read<typeof paymentType>
