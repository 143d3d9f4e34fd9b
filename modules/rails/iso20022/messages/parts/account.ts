import { formerly, one, optional, type Read, since } from '../shape/codec.ts'
import { group } from '../shape/group.ts'
import { iban } from '../shape/identifiers.ts'
import { currencyCode } from '../shape/numbers.ts'
import { text } from '../shape/text.ts'
import { agent } from './agent.ts'
import { codeOrName } from './named.ts'
import { party } from './party.ts'

const otherAccountId = group({
  id: one('Id', text(34)),
  scheme: optional('SchmeNm', codeOrName(4, 'BBAN', 'CUID', 'UPIC')),
  issuer: optional('Issr', text(35)),
})

const accountFields = {
  iban: optional('Id/IBAN', iban),
  other: optional(['Id/Othr', formerly('Id/PrtryAcct')], otherAccountId),
  type: optional('Tp', codeOrName(4, 'CACC', 'SVGS')),
  currency: optional('Ccy', currencyCode),
  name: optional('Nm', text(70)),
  /** What stands for the account, such as a phone number. */
  proxy: optional(
    since(2019, 'Prxy'),
    group({ type: optional('Tp', codeOrName(4, 'TELE', 'EMAL')), id: one('Id', text(2048)) }),
  ),
}

/** An account by its IBAN or by another number of a scheme. */
export const account = group(accountFields, { one_of: [['iban', 'other']] })
export type Account = Read<typeof account>

/** The account of a statement, with who owns it and who keeps it. */
export const statementAccount = group(
  { ...accountFields, owner: optional('Ownr', party), servicer: optional('Svcr', agent) },
  { one_of: [['iban', 'other']] },
)

/** An account number alone, as name checks send it. */
export const accountId = group(
  {
    iban: optional('IBAN', iban),
    other: optional('Othr', otherAccountId),
  },
  { one_of: [['iban', 'other']] },
)
