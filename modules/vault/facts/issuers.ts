import type { CardFunding } from '../card.ts'

/**
 * Country and funding of the issuers of published test numbers. Live numbers need a BIN table under licence; until one is
 * loaded they have neither, and everything that asks for them takes the careful path.
 */
export const issuerFacts = {
  source: 'Test numbers as Stripe and the schemes publish them (docs.stripe.com/testing, 2026-11)',
  effective_from: '2026-11-01',
  review_by: '2027-11-30',
} as const

type Issuer = readonly [first_digits: string, country: string, funding: CardFunding]

/** The longest match counts. */
export const issuers: readonly Issuer[] = [
  ['42424242', 'US', 'credit'],
  ['40000000', 'US', 'credit'],
  ['41000000', 'US', 'credit'],
  ['40000566', 'US', 'debit'],
  ['55555555', 'US', 'credit'],
  ['22230031', 'US', 'credit'],
  ['52008282', 'US', 'debit'],
  ['51051051', 'US', 'prepaid'],
  ['378282', 'US', 'credit'],
  ['371449', 'US', 'credit'],
  ['60111111', 'US', 'credit'],
  ['60110009', 'US', 'debit'],
  ['30569300', 'US', 'credit'],
  ['362272', 'US', 'credit'],
  ['35660020', 'JP', 'credit'],
  ['62000000', 'CN', 'credit'],
  // 4000 00, then the issuer's country by its three digits in ISO 3166-1.
  ['40000007', 'BR', 'credit'],
  ['40000012', 'CA', 'credit'],
  ['40000015', 'CN', 'credit'],
  ['40000025', 'FR', 'credit'],
  ['40000027', 'DE', 'credit'],
  ['40000038', 'IT', 'credit'],
  ['40000039', 'JP', 'credit'],
  ['40000048', 'MX', 'credit'],
  ['40000052', 'NL', 'credit'],
  ['40000072', 'ES', 'credit'],
  ['40000082', 'GB', 'credit'],
]
