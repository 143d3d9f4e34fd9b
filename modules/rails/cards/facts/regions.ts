import type { Provenance } from '../dated.ts'

export const regionFacts: Provenance = {
  source: 'EEA Agreement: EU 27, Iceland, Liechtenstein, Norway',
  effective_from: '2021-01-01',
  review_by: '2027-12-31',
}

const eea = new Set(
  ('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK ' + 'IS LI NO').split(
    ' ',
  ),
)
const isEea = (country: string): boolean => eea.has(country)

export type FeeRegion = 'us' | 'uk' | 'eea' | 'eea_uk' | 'into_europe' | 'domestic' | 'inter_regional'

/** From where the card comes to where the acquirer is. An issuer that nobody knows is taken for a foreign one: dearer. */
export function feeRegion(issuer: string | null, acquirer: string): FeeRegion {
  const isEurope = isEea(acquirer) || acquirer === 'GB'
  if (issuer === null) return isEurope ? 'into_europe' : 'inter_regional'
  if (isEea(issuer) && isEea(acquirer)) return 'eea'
  if (issuer === acquirer) return issuer === 'US' ? 'us' : issuer === 'GB' ? 'uk' : 'domestic'
  if (isEurope) return isEea(issuer) || issuer === 'GB' ? 'eea_uk' : 'into_europe'
  return 'inter_regional'
}
