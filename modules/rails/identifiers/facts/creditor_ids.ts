/** How long creditor identifiers of a country are; a country that is not here has several lengths or none published. */
export const creditorIdLengths = {
  source: 'EPC262-08 Creditor Identifier Overview: countries whose length is one and stable',
  effective_from: '2014-02-01',
  review_by: '2027-12-31',
  chars: { AT: 18, DE: 18, ES: 16, FR: 13, IT: 23, NL: 19 },
} as const
