import { type CodeOf, errors, type Failure } from '../../kernel/result.ts'

export const routingErrors = errors({
  rule_set_not_found: { status: 404, retry: 'never', text: 'No routing rule set has this id.' },
  rules_invalid: {
    status: 422,
    retry: 'new_key',
    text: 'The rules cannot be used; each fault names its place.',
  },
  rule_set_limit_reached: {
    status: 409,
    retry: 'never',
    text: 'The tenant has made as many versions of its routing rules as it may.',
  },
})
export type RoutingFailure = Failure<CodeOf<typeof routingErrors>>
