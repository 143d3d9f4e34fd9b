import { assert } from '../../kernel/assert.ts'
import { isId, type Prefix } from '../../kernel/id.ts'
import { ownOf } from '../../kernel/own.ts'
import { type Failure, ok, type Result } from '../../kernel/result.ts'
import type { Stage } from '../../platform/http/route.ts'
import type { OpenScope } from '../../platform/scope.ts'
import { type Made, createCalls } from './calls.ts'
import { sandboxErrors } from './errors.ts'
import type { SandboxDeps } from './index.ts'
import { createStage, TriggerRefused, type Stagehand } from './stagehand.ts'
import { accountTriggers } from './triggers_accounts.ts'
import { achTriggers } from './triggers_ach.ts'
import { bankAccountTriggers } from './triggers_bank_accounts.ts'
import { bankFileTriggers } from './triggers_bank_files.ts'
import { bankOrderTriggers } from './triggers_bank_orders.ts'
import { disputeTriggers } from './triggers_disputes.ts'
import { instantTriggers } from './triggers_instant.ts'
import { payeeTriggers } from './triggers_payees.ts'
import { partyTriggers } from './triggers_parties.ts'
import { paymentOrderTriggers } from './triggers_payment_orders.ts'
import { paymentTriggers } from './triggers_payments.ts'
import { payoutTriggers } from './triggers_payouts.ts'
import { reconciliationTriggers } from './triggers_reconciliation.ts'
import { sepaTriggers } from './triggers_sepa.ts'
import { settingTriggers } from './triggers_settings.ts'

/** How an event is made to happen. `play` answers the id of the object that it happened to. */
export type Trigger = {
  readonly how: string
  /** Kinds of objects it can happen to, by the prefix of their ids; none: only to one made for it. */
  readonly about: readonly Prefix[]
  /** True when no object can be made for it. */
  readonly needs_object?: boolean
  play(stage: Stagehand, object: string | null): Promise<string>
}
/** Why an event is not made to happen on request, and what leads to it. */
export type NoTrigger = { readonly reason: string }
export type TriggerTable = Readonly<Record<string, Trigger | NoTrigger>>

export type TriggerRow = {
  readonly type: string
  readonly text: string
  readonly is_triggerable: boolean
  readonly how: string | null
  readonly objects: readonly string[]
  readonly needs_object: boolean
  readonly reason: string | null
}
export type Triggered = { readonly type: string; readonly object: string; readonly calls: readonly Made[] }

const triggers: TriggerTable = {
  ...paymentTriggers,
  ...payoutTriggers,
  ...disputeTriggers,
  ...partyTriggers,
  ...accountTriggers,
  ...achTriggers,
  ...bankAccountTriggers,
  ...bankFileTriggers,
  ...bankOrderTriggers,
  ...payeeTriggers,
  ...instantTriggers,
  ...paymentOrderTriggers,
  ...reconciliationTriggers,
  ...sepaTriggers,
  ...settingTriggers,
}

/** Every type in the catalogue, in alphabetical order; one without a row here is said to have none. */
export function triggerRows({ catalogue }: Pick<SandboxDeps, 'catalogue'>): TriggerRow[] {
  const told = catalogue.flatMap((table) => Object.values(table).filter(({ event }) => event !== undefined))
  return told
    .map(({ event = '', text }) => {
      const row = ownOf(triggers, event)
      if (row === undefined || 'reason' in row)
        return {
          ...nothing,
          type: event,
          text,
          reason: row?.reason ?? 'Nobody has written down yet what leads to it.',
        }
      const { how, about, needs_object = false } = row
      return { type: event, text, is_triggerable: true, how, objects: about, needs_object, reason: null }
    })
    .sort((a, b) => (a.type < b.type ? -1 : 1))
}
const nothing = { is_triggerable: false, how: null, objects: [], needs_object: false } as const

/**
 * Makes an event happen, by the same calls that anybody would make and by what the card world does by itself: nothing is
 * told that is not true. On an object of the caller's, or on one made for it. The calls' keys follow from this one's, so a
 * repeat of a run that died goes on where it ended.
 *
 * Errors: event_type_unknown, event_not_triggerable, trigger_object_wrong, trigger_failed, simulator_unavailable.
 */
export async function trigger(
  deps: SandboxDeps,
  scope: OpenScope,
  asked: { readonly type: string; readonly object: string | null },
  stage: Stage,
): Promise<Result<Triggered, Failure>> {
  const { type, object } = asked
  const row = triggerRows(deps).find((one) => one.type === type)
  if (row === undefined) return sandboxErrors.fail('event_type_unknown', { param: 'type' })
  const found = ownOf(triggers, type)
  if (found === undefined || 'reason' in found)
    return sandboxErrors.fail('event_not_triggerable', { param: 'type', detail: row.reason ?? '' })
  const fault = objectFault(found, object)
  if (fault !== undefined)
    return sandboxErrors.fail('trigger_object_wrong', { param: 'object', detail: fault })
  const calls = createCalls(deps, scope, stage)
  try {
    const happened_to = await found.play(createStage(deps, scope, calls, stage), object)
    assert(happened_to !== '', 'a trigger says what it happened to')
    deps.work().wakeListeners(scope.tenant_id)
    return ok({ type, object: happened_to, calls: calls.made })
  } catch (error) {
    if (error instanceof TriggerRefused) return sandboxErrors.fail(error.code, { detail: error.message })
    throw error
  }
}

function objectFault({ about, needs_object }: Trigger, object: string | null): string | undefined {
  const kinds = about.map((prefix) => `${prefix}_…`).join(' or ')
  if (object === null) return needs_object === true ? `Name one that begins with ${kinds}.` : undefined
  if (about.some((prefix) => isId(prefix, object))) return undefined
  return about.length === 0 ? 'It happens only to an object made for it.' : `It takes ${kinds}.`
}
