import { before, many, one, optional, type Read, since } from '../shape/codec.ts'
import { dateTime, headerTime } from '../shape/dates.ts'
import { choice, group } from '../shape/group.ts'
import { code, externalCode, flag, text } from '../shape/text.ts'
import { agent } from '../parts/agent.ts'
import { party } from '../parts/party.ts'

const partyOrInstitution = choice({ institution: one('FIId', agent), organisation: one('OrgId', party) })
const copy = code('CODU', 'COPY', 'DUPL')

const related = {
  character_set: optional('CharSet', text(256)),
  from: one('Fr', partyOrInstitution),
  to: one('To', partyOrInstitution),
  /** The same name twice is the same message, which must not be worked on again. */
  business_message_id: one('BizMsgIdr', text(35)),
  /** Such as `pacs.008.001.08`. */
  message_definition: one('MsgDefIdr', text(35)),
  business_service: optional('BizSvc', text(35)),
}
const later = {
  copy_duplicate: optional('CpyDplct', copy),
  is_possible_duplicate: optional('PssblDplct', flag),
  priority: optional('Prty', externalCode(4, 'HIGH', 'NORM')),
}

/** Who sends a message to whom, and what it is: head.001. Its signature is left to whoever checks it. */
export const businessApplicationHeader = group({
  ...related,
  market_practice: optional(
    since(2019, 'MktPrctc'),
    group({ registry: one('Regy', text(350)), id: one('Id', text(2048)) }),
  ),
  created_at: one('CreDt', headerTime),
  business_processing_date: optional(since(2019, 'BizPrcgDt'), dateTime),
  ...later,
  related: many(
    [since(2019, 'Rltd'), before(2019, 'Rltd', 1)],
    group({ ...related, created_at: one('CreDt', headerTime), ...later }),
  ),
})
export type BusinessApplicationHeader = Read<typeof businessApplicationHeader>
