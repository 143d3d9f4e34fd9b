import { type ResultCode, results, type TransferOrder } from '../modules/ledger/index.ts'
import type { PostAnswer, PostCommand } from '../modules/ledger/testing.ts'
import { assert } from '../kernel/assert.ts'
import { type Id, newId } from '../kernel/id.ts'
import type { World } from '../kernel/world.ts'
import { claimHash, type KeyClaim, keyHash } from '../platform/idempotency/claim.ts'
import type { Actor, TenantId } from '../platform/scope.ts'

const CLIENT: Actor = { type: 'system', id: 'sim', authenticated_by: 'internal', on_behalf_of: null }

/** One intent of a client: sent as often as it takes, under one key, until an answer arrives. */
export type Intent = {
  readonly name: string
  readonly command: PostCommand
  answer: string | undefined
  sent: number
}

/** The outcome in words that contain no tenant and no clock, so that two runs of a seed can be compared. */
export function wordsOf(answer: PostAnswer): string {
  if ('stored' in answer) {
    const codes = answer.stored.outcomes?.split(';')[0]
    return codes ?? answer.stored.subjects.map(() => '0').join(',')
  }
  return answer.outcomes.map((outcome) => String(resultNumber(outcome.result))).join(',')
}

const resultNumber = (code: ResultCode): number => results[code].number

/** Two answers to one intent agree: what was recorded once may later be told as "exists", and nothing else may change. */
export function agree(first: string, later: string): boolean {
  const a = first.split(',')
  const b = later.split(',')
  return (
    a.length === b.length &&
    a.every(
      (result, index) =>
        result === b[index] || (result === '0' && b[index] === '1') || (result === '1' && b[index] === '0'),
    )
  )
}

export function newIntent(
  world: World,
  tenant_id: TenantId,
  name: string,
  transfers: readonly TransferOrder[],
): Intent {
  assert(transfers.length > 0)
  const claim: KeyClaim = {
    key: name,
    key_hash: keyHash(tenant_id, name),
    fingerprint: claimHash(transfers.map((order) => order.id).join()),
    route: 'POST /v1/ledger/transfers',
    fields: '',
  }
  return {
    name,
    command: { transfers, claim, request_id: name, actor: CLIENT, ip: null, at: world.now() },
    answer: undefined,
    sent: 0,
  }
}

export const newAccountIds = (world: World, count: number): Id<'acc'>[] =>
  Array.from({ length: count }, () => newId('acc', world))
