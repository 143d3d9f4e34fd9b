/** Cards that a sandbox knows by name: what its simulated acquirers make of each number. */
export const testCardFacts = {
  source:
    'Numbers that test suites of card payments already use (docs.stripe.com/testing, 2026-11); outcomes: apps/simulator',
  effective_from: '2026-11-01',
  review_by: '2027-11-30',
} as const

/** Later than any sandbox's clock can be moved; four digits for American Express. */
export const testCardExpiry = { month: 12, year: 2049 } as const
export const testCardCvc = { usual: '123', amex: '1234' } as const

export const testCards: Readonly<Record<string, string>> = {
  pm_card_visa: '4242424242424242',
  pm_card_visa_debit: '4000056655665556',
  pm_card_mastercard: '5555555555554444',
  pm_card_mastercard_2series: '2223003122003222',
  pm_card_mastercard_debit: '5200828282828210',
  pm_card_mastercard_prepaid: '5105105105105100',
  pm_card_amex: '378282246310005',
  pm_card_discover: '6011111111111117',
  pm_card_diners: '3056930009020004',
  pm_card_jcb: '3566002020360505',
  pm_card_unionpay: '6200000000000005',
  pm_card_visa_declined: '4000000000000002',
  pm_card_visa_insufficient_funds: '4000000000009995',
  pm_card_visa_lost_card: '4000000000009987',
  pm_card_visa_stolen_card: '4000000000009979',
  pm_card_visa_expired: '4000000000000069',
  pm_card_visa_incorrect_cvc: '4000000000000127',
  pm_card_visa_processing_error: '4000000000000119',
  pm_card_visa_fraudulent: '4100000000000019',
  pm_card_visa_charge_fails: '4000000000000341',
  pm_card_visa_disputed: '4000000000000259',
  pm_card_visa_bypass_pending: '4000000000000077',
  pm_card_visa_checks_fail: '4000000000000010',
  pm_card_visa_address_fails: '4000000000000028',
  pm_card_visa_postal_code_fails: '4000000000000036',
  pm_card_visa_address_unavailable: '4000000000000044',
  pm_card_visa_cvc_fails: '4000000000000101',
  pm_card_visa_refund_succeeds_later: '4000000000007726',
  pm_card_visa_refund_fails: '4000000000005126',
  pm_card_visa_three_ds: '4000000000003220',
  pm_card_visa_three_ds_setup: '4000002500003155',
  pm_card_visa_three_ds_always: '4000002760003184',
}
