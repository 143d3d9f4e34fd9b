import { before, formerly, many, one, optional, type Read, since, upTo } from '../shape/codec.ts'
import { date } from '../shape/dates.ts'
import { group } from '../shape/group.ts'
import { bic, lei } from '../shape/identifiers.ts'
import { code, country, externalCode, patterned, text } from '../shape/text.ts'
import { genericId } from './named.ts'

/** Lines for the post office, or the parts of an address by name; since November 2026 many rails want the parts. */
export const postalAddress = group({
  type: optional(
    [since(2019, 'AdrTp/Cd'), before(2019, 'AdrTp')],
    code('ADDR', 'PBOX', 'HOME', 'BIZZ', 'MLTO', 'DLVY'),
  ),
  department: optional('Dept', text(70)),
  sub_department: optional('SubDept', text(70)),
  street_name: optional('StrtNm', text(70)),
  building_number: optional('BldgNb', text(16)),
  building_name: optional(since(2019, 'BldgNm'), text(35)),
  floor: optional(since(2019, 'Flr'), text(70)),
  post_box: optional(since(2019, 'PstBx'), text(16)),
  room: optional(since(2019, 'Room'), text(70)),
  post_code: optional('PstCd', text(16)),
  town_name: optional('TwnNm', text(35)),
  town_location_name: optional(since(2019, 'TwnLctnNm'), text(35)),
  district_name: optional(since(2019, 'DstrctNm'), text(35)),
  country_sub_division: optional('CtrySubDvsn', text(35)),
  country: optional('Ctry', country),
  address_lines: many(upTo(7, 'AdrLine'), text(70)),
})
export type PostalAddress = Read<typeof postalAddress>

const phone = patterned({
  length: 35,
  pattern: /^\+[0-9]{1,3}-[0-9()+-]{1,30}$/,
  rule: 'iso20022_phone',
  detail: 'a phone number is written +49-30123456',
  examples: ['+49-30123456', '+1-2125550100'],
})

const contact = group({
  prefix: optional('NmPrfx', code('DOCT', 'MADM', 'MISS', 'MIST')),
  name: optional('Nm', text(140)),
  phone: optional('PhneNb', phone),
  mobile: optional('MobNb', phone),
  fax: optional('FaxNb', phone),
  email: optional('EmailAdr', text(2048)),
  email_purpose: optional(since(2019, 'EmailPurp'), text(35)),
  job_title: optional(since(2019, 'JobTitl'), text(35)),
  responsibility: optional(since(2019, 'Rspnsblty'), text(35)),
  department: optional(since(2019, 'Dept'), text(70)),
  other_channels: many(
    since(2019, 'Othr'),
    group({ channel: one('ChanlTp', externalCode(4)), id: optional('Id', text(128)) }),
  ),
  other: optional(before(2019, 'Othr'), text(35)),
  preferred_method: optional(since(2019, 'PrefrdMtd'), code('LETT', 'MAIL', 'PHON', 'FAXX', 'CELL')),
})

const organisation = group({
  bic: optional([since(2013, 'AnyBIC'), before(2013, 'BICOrBEI'), formerly('BIC')], bic),
  lei: optional(since(2019, 'LEI'), lei),
  other: many('Othr', genericId),
})

const person = group({
  birth: optional(
    'DtAndPlcOfBirth',
    group({
      date: one('BirthDt', date),
      province: optional('PrvcOfBirth', text(35)),
      city: one('CityOfBirth', text(35)),
      country: one('CtryOfBirth', country),
    }),
  ),
  other: many('Othr', genericId),
})

/** A debtor, a creditor or anybody else who is no bank in the message. */
export const party = group(
  {
    name: optional('Nm', text(140)),
    postal_address: optional('PstlAdr', postalAddress),
    organisation: optional('Id/OrgId', organisation),
    person: optional('Id/PrvtId', person),
    country_of_residence: optional('CtryOfRes', country),
    contact: optional('CtctDtls', contact),
  },
  { at_most_one_of: [['organisation', 'person']] },
)
export type Party = Read<typeof party>

/** A SEPA creditor identifier stands in a party as another identifier of a person. */
export const creditorIdentifierOf = (scheme: Party | undefined): string | undefined =>
  scheme?.person?.other?.[0]?.id ?? scheme?.organisation?.other?.[0]?.id
