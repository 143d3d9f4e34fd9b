import { errors } from '../../kernel/result.ts'

export const riskErrors = errors({
  risk_rules_invalid: {
    status: 422,
    retry: 'new_key',
    text: 'The rules contradict themselves, or some of them can never matter.',
  },
  risk_rule_set_not_found: { status: 404, retry: 'never', text: 'No rule set has this id.' },
  risk_rule_set_differs: { status: 409, retry: 'never', text: 'The id belongs to another rule set.' },
  too_many_risk_rule_sets: {
    status: 409,
    retry: 'never',
    text: 'The tenant has as many rule sets as it may have.',
  },
  list_not_found: { status: 404, retry: 'never', text: 'No risk list has this id.' },
  list_differs: { status: 409, retry: 'never', text: 'The id belongs to another risk list.' },
  too_many_lists: { status: 409, retry: 'never', text: 'The tenant has as many risk lists as it may have.' },
  list_full: { status: 409, retry: 'never', text: 'The list has as many items as it may have.' },
  list_in_use: { status: 409, retry: 'never', text: 'The active rules look at this list.' },
})
