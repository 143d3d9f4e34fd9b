import { dated } from '../../cards/dated.ts'

const european_economic_area =
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK'
/** Parts of member states and of the United Kingdom that have a code of their own. */
const territories = 'AX BL GF GI GG GP IM JE MF MQ PM RE YT'
const others = 'AD CH GB MC SM VA'
const joined_2025 = 'AL MD ME MK'

const countries = (...lists: readonly string[]): ReadonlySet<string> => new Set(lists.join(' ').split(' '))

/**
 * Countries and territories in which a bank can take part in the SEPA schemes, from the day their banks can be reached.
 * That one of them lies here does not say that a given bank takes part: its directory row does.
 */
export const sepaCountries = dated<ReadonlySet<string>>([
  {
    source:
      'European Payments Council, list of SEPA scheme countries (EPC409-09), with Andorra and the Vatican',
    effective_from: '2019-03-01',
    review_by: '2027-03-31',
    value: countries(european_economic_area, territories, others),
  },
  {
    source:
      'European Payments Council: Albania, Moldova, Montenegro and North Macedonia, operational 2025-10-05',
    effective_from: '2025-10-05',
    review_by: '2027-03-31',
    value: countries(european_economic_area, territories, others, joined_2025),
  },
  {
    source: 'European Payments Council: Serbia from May 2026; the day within the month is not published here',
    effective_from: '2026-05-01',
    review_by: '2026-12-31',
    value: countries(european_economic_area, territories, others, joined_2025, 'RS'),
  },
])
