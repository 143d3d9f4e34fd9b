import { dated } from '../../cards/dated.ts'

/** How many TARGET days after it came back a collection is tried again, and how often it is tried in all. */
export type RetryRule = { readonly banking_days: number; readonly attempts_max: number }

const source =
  'Florin: the schemes name no wait and no number; a debtor without funds gets a week for wages to arrive, and a bank that gives no reason one more try'

/** By the code of the reject or return; other codes that may be tried again later have the row of `MS03`. */
export const sepaRetryRules = dated<Readonly<{ AM04: RetryRule; MS03: RetryRule }>>([
  {
    source,
    effective_from: '2026-01-01',
    review_by: '2027-12-31',
    value: { AM04: { banking_days: 5, attempts_max: 3 }, MS03: { banking_days: 2, attempts_max: 2 } },
  },
])
