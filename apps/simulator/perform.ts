import { authorize } from './authorize.ts'
import { draw, lettersOf } from './draw.ts'
import { capture, follow } from './follow.ts'
import { findAuthorization, findOperation, type Ground } from './ground.ts'
import { MINUTE_US, REFUND_TAKES_US } from './limits.ts'
import {
  type AcquirerName,
  type Asked,
  type MoneyOperation,
  type OperationRow,
  type Outcome,
  rejected,
} from './operation.ts'

export type Performed = {
  readonly row: OperationRow
  /** It was there before: nothing new happened. */
  readonly is_repeat: boolean
}

const REFERENCE_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Of payments by ordinary cards at tidewater: the issuer is asked by hand, and says so a little later. */
const SLOW_SHARE = 0.02
const SLOW_US = 2 * MINUTE_US

/** The acquirer's own name of an operation: twelve letters and digits, the same for the same operation. */
const nameOf = ({ one }: Ground, { acquirer, operation_reference }: Asked): string =>
  lettersOf(draw(one.settings.seed, acquirer, operation_reference).hex.slice(0, 32), REFERENCE_LETTERS, 12)

/** Everything that makes two requests the same one. */
const fingerprintOf = (asked: Asked): string =>
  [
    asked.operation,
    asked.amount,
    asked.currency,
    asked.authorization ?? '',
    asked.card?.number.slice(-4) ?? '',
  ].join()

/**
 * Does what an acquirer was asked, once: an operation reference that comes again gets the answer of the first time, and
 * is refused when it asks for something else. Inside a turn.
 */
export function perform(ground: Ground, asked: Asked): Performed {
  const fingerprint = fingerprintOf(asked)
  const known = findOperation(ground, asked.acquirer, asked.operation_reference)
  if (known !== undefined) {
    if (known.fingerprint === fingerprint) return { row: known, is_repeat: true }
    const outcome =
      known.fingerprint === SEALED
        ? known.outcome
        : rejected('reference_used', 'The operation reference was used for something else.')
    return { row: { ...known, kind: asked.operation, state: 'done', outcome }, is_repeat: true }
  }
  const id = nameOf(ground, asked)
  const outcome = asked.operation === 'authorize' ? authorize(ground, asked, id) : follow(ground, asked, id)
  const row: OperationRow = {
    world: ground.one.merchant_number,
    acquirer: asked.acquirer,
    reference: asked.operation_reference,
    kind: asked.operation,
    fingerprint,
    authorization: asked.authorization ?? id,
    amount: asked.amount,
    currency: asked.currency,
    ...stateOf(ground, asked, outcome),
    outcome,
    at: ground.at,
  }
  ground.store.insert('operation', { ...row, outcome: JSON.stringify(outcome) })
  if (asked.operation === 'authorize' && asked.is_captured) captureAtOnce(ground, asked, outcome)
  return { row, is_repeat: false }
}

/** Refunds of two test numbers, and now and then an issuer of tidewater, take their time. */
function stateOf(ground: Ground, asked: Asked, outcome: Outcome): Pick<OperationRow, 'state' | 'known_at'> {
  const done = { state: 'done', known_at: ground.at } as const
  const mayWait = asked.operation === 'refund' || asked.acquirer === 'tidewater'
  if (outcome.kind === 'rejected' || !mayWait) return done
  const row = findAuthorization(ground, asked.acquirer, asked.authorization ?? outcome.id)
  if (asked.operation === 'refund' && row?.special.startsWith('test refund') === true)
    return { state: 'pending', known_at: ground.at + REFUND_TAKES_US }
  if (asked.acquirer !== 'tidewater' || row?.special !== 'ordinary') return done
  const drawn = draw(ground.one.settings.seed, 'slow', asked.operation_reference)
  return drawn.share(0) < SLOW_SHARE ? { state: 'done', known_at: ground.at + SLOW_US } : done
}

/** Approved and cleared in one step: the sale bears the reference of the authorisation. */
function captureAtOnce(ground: Ground, asked: Asked, outcome: Outcome): void {
  if (outcome.kind !== 'approved' || outcome.amount === 0) return
  const row = findAuthorization(ground, asked.acquirer, outcome.id)
  if (row === undefined) return
  const sale = { ...asked, operation: 'capture', amount: outcome.amount, is_final: true } as const
  capture(ground, sale, row, outcome.id)
}

const SEALED = 'sealed'

/**
 * What an inquiry sees: nothing before the outcome is known. A reference that was never seen is sealed: a request that
 * still comes with it is refused, so that "never seen" stays true.
 */
export function inquire(
  ground: Ground,
  acquirer: AcquirerName,
  asked: { reference: string; about: MoneyOperation },
): OperationRow | undefined {
  const row = findOperation(ground, acquirer, asked.reference)
  if (row === undefined) {
    ground.store.insert('operation', sealOf(ground, acquirer, asked))
    return undefined
  }
  if (row.fingerprint === SEALED || row.kind !== asked.about) return undefined
  return row.state === 'done' && ground.at < row.known_at ? { ...row, state: 'pending' } : row
}

function sealOf(
  { one, at }: Ground,
  acquirer: AcquirerName,
  { reference, about }: { reference: string; about: MoneyOperation },
): Record<string, unknown> {
  const outcome = rejected('reference_sealed', 'An inquiry said that this operation was never seen.')
  return {
    world: one.merchant_number,
    acquirer,
    reference,
    kind: about,
    fingerprint: SEALED,
    authorization: '',
    amount: 0,
    currency: 'USD',
    state: 'done',
    outcome: JSON.stringify(outcome),
    at,
    known_at: at,
  }
}
