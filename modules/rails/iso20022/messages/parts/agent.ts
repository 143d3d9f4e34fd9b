import { before, formerly, one, optional, type Read, since } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { bic, lei } from '../shape/identifiers.ts'
import { text } from '../shape/text.ts'
import { codeOrName, genericId } from './named.ts'
import { postalAddress } from './party.ts'

/** A bank or another institution that payments pass through. */
export const agent = group(
  {
    bicfi: optional([since(2013, 'FinInstnId/BICFI'), before(2013, 'FinInstnId/BIC')], bic),
    clearing_member: optional(
      'FinInstnId/ClrSysMmbId',
      group({
        system: optional('ClrSysId', codeOrName(5, 'USABA', 'DEBLZ', 'GBDSC', 'CHBCC')),
        id: one(['MmbId', formerly('Id'), formerly('Prtry')], text(35)),
      }),
    ),
    lei: optional(since(2019, 'FinInstnId/LEI'), lei),
    name: optional('FinInstnId/Nm', text(140)),
    postal_address: optional('FinInstnId/PstlAdr', postalAddress),
    other: optional('FinInstnId/Othr', genericId),
    branch: optional(
      'BrnchId',
      group({
        id: optional('Id', text(35)),
        lei: optional(since(2019, 'LEI'), lei),
        name: optional('Nm', text(140)),
        postal_address: optional('PstlAdr', postalAddress),
      }),
    ),
  },
  { always: ['FinInstnId'] },
)
export type Agent = Read<typeof agent>
