import { FAULTS_MAX } from '../../kernel/limits.ts'
import { present } from '../../kernel/assert.ts'
import type { Err, Failure, Fault } from '../../kernel/result.ts'
import { edgeErrors } from './errors.ts'

/**
 * A request with faults, whoever found them, as one refusal: the first fault stands outside too, with how many more
 * there are. Looking stops soon after the list is full, so then it is "at least".
 */
export function refuseFaults(
  faults: readonly Fault[],
  code: 'invalid_request' | 'invalid_json' = 'invalid_request',
): Err<Failure> {
  const first = present(faults[0], 'a fault')
  const place = first.param === '' ? '' : `${first.param}: `
  return edgeErrors.fail(code, {
    param: first.param,
    detail: `${place}${first.detail}${others(faults.length - 1)}`,
    errors: faults.slice(0, FAULTS_MAX),
  })
}

function others(more: number): string {
  if (more === 0) return ''
  return more + 1 < FAULTS_MAX
    ? ` (and ${more} more)`
    : ` (and at least ${more} more; ${FAULTS_MAX} at most are listed)`
}
