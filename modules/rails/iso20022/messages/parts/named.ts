import { choice, group } from '../shape/group.ts'
import { one, optional } from '../shape/codec.ts'
import { externalCode, text } from '../shape/text.ts'

/** A code of a list, or a name that the two sides agreed on. */
export const codeOrName = (length: number, ...examples: readonly string[]) =>
  choice({
    code: one('Cd', externalCode(length, ...examples)),
    proprietary: one('Prtry', text(35)),
  })

/** An identifier with the scheme that it belongs to. */
export const genericId = group({
  id: one('Id', text(35)),
  scheme: optional('SchmeNm', codeOrName(4)),
  issuer: optional('Issr', text(35)),
})
