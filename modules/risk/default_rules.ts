import { compileRules } from './compile_rules.ts'
import { type Condition, type RuleDefinition, UNAVAILABLE_DEFAULT } from './rule.ts'

const byCustomer: Condition = { field: 'initiator', operator: 'in', values: ['customer'] }
const above = (field: string, value: number): Condition => ({ field, operator: 'gt', value })

/**
 * What a tenant has before it makes rules of its own. Bounds are far above what an honest customer reaches, because a
 * count may cover up to twice its window (windows.ts). Payments that the merchant starts are left alone: their card was
 * looked at when the customer agreed to them.
 */
export const defaultRules: RuleDefinition = {
  rules: [
    {
      name: 'card_declined_often',
      text: 'The card was declined more than 8 times in 24 hours.',
      when: [byCustomer, above('card.declines_24h', 8)],
      decision: 'block',
    },
    {
      name: 'card_testing_from_ip',
      text: 'More than 10 payments from this address were declined in an hour: cards are being tried out.',
      when: [byCustomer, above('ip.declines_1h', 10)],
      decision: 'block',
    },
    {
      name: 'card_testing_from_device',
      text: 'More than 10 payments from this device were declined in an hour: cards are being tried out.',
      when: [byCustomer, above('device.declines_1h', 10)],
      decision: 'block',
    },
    {
      name: 'email_declined_often',
      text: 'More than 10 payments with this e-mail address were declined in 24 hours.',
      when: [byCustomer, above('email.declines_24h', 10)],
      decision: 'review',
    },
    {
      name: 'customer_declined_often',
      text: 'More than 10 payments of this customer were declined in 24 hours.',
      when: [byCustomer, above('customer.declines_24h', 10)],
      decision: 'review',
    },
    {
      name: 'card_in_a_hurry',
      text: 'The card was tried more than 10 times in an hour.',
      when: [byCustomer, above('card.attempts_1h', 10)],
      decision: 'challenge',
    },
    {
      name: 'ip_in_a_hurry',
      text: 'More than 30 payments came from this address in 10 minutes.',
      when: [byCustomer, above('ip.attempts_10m', 30)],
      decision: 'challenge',
    },
    {
      name: 'countries_differ',
      text: 'The card is from another country than both the address it pays from and the billing address.',
      when: [
        byCustomer,
        { field: 'card_country', operator: 'differs_from', other: 'ip_country' },
        { field: 'card_country', operator: 'differs_from', other: 'billing_country' },
      ],
      decision: 'challenge',
    },
  ],
  sca: {
    when_required: 'challenge',
    exemptions: ['low_value', 'transaction_risk_analysis'],
    fraud_rate_ppm: null,
  },
  three_ds_unavailable: UNAVAILABLE_DEFAULT,
}

export const defaultRuleSet = compileRules(defaultRules, { id: null, version: 0 })
