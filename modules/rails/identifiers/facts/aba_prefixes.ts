/** First two digits of routing numbers: banks, thrifts (21 to 32), electronic ones (61 to 72), traveller's cheques (80). */
export const abaPrefixes = {
  source: 'American Bankers Association, routing number policy: ranges in use',
  effective_from: '2009-01-01',
  review_by: '2028-12-31',
  ranges: [
    [0, 12],
    [21, 32],
    [61, 72],
    [80, 80],
  ],
} as const
