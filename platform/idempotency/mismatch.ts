import { FAULTS_MAX } from '../../kernel/limits.ts'
import type { Failure, Fault } from '../../kernel/result.ts'
import type { KeyClaim } from './claim.ts'
import { idempotencyErrors } from './errors.ts'
import type { StoredKey } from './find_keys.ts'
import { isRouteField, readFields } from './fingerprint.ts'

/** True when the key stands for the same request as before. */
export const isSameRequest = (stored: Pick<StoredKey, 'fingerprint'>, claim: KeyClaim): boolean =>
  stored.fingerprint === claim.fingerprint.toString('hex')

/** The refusal of a key that stood for something else before: names every field that differs. */
export function describeMismatch(stored: Pick<StoredKey, 'fields'>, claim: KeyClaim): Failure {
  const before = readFields(stored.fields)
  const now = readFields(claim.fields)
  const faults: Fault[] = []
  for (const path of new Set([...before.keys(), ...now.keys()])) {
    if (before.get(path) === now.get(path)) continue
    faults.push(isRouteField(path) ? otherRoute : faultOf(path, before.has(path), now.has(path)))
  }
  const [first = unnamed] = faults
  const errors = faults.length === 0 ? [unnamed] : faults.slice(0, FAULTS_MAX)
  return idempotencyErrors.fail('idempotency_mismatch', { param: first.param, errors }).error
}

const otherRoute: Fault = { code: 'differs', param: '', detail: 'this key was used on another route' }
/** Two values of the same digest, or a difference inside a part that is only known as a whole. */
const unnamed: Fault = { code: 'differs', param: '', detail: 'the body differs from the first one' }

function faultOf(path: string, wasThere: boolean, isThere: boolean): Fault {
  const param = path.replace(/^(path|query):/, '')
  if (!isThere) return { code: 'missing', param, detail: 'was given the first time' }
  if (!wasThere) return { code: 'surplus', param, detail: 'was not given the first time' }
  return { code: 'differs', param, detail: 'differs from the first time' }
}
