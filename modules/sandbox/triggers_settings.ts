import { made } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const list = async (stage: Stagehand): Promise<string> =>
  made(
    await stage.call('POST /v1/risk/lists', {
      body: { name: `Trigger ${stage.word}`, kind: 'email', effect: 'none' },
    }),
  )

/** Rules, lists, endpoints, the clock. */
export const settingTriggers: TriggerTable = {
  'risk.list.created': { how: 'Makes an empty list without effect.', about: [], play: list },
  'risk.list.updated': {
    how: 'Makes a list and puts an address on it.',
    about: [],
    async play(stage) {
      const id = await list(stage)
      const body = { items: [{ value: `${stage.word}@example.com` }] }
      await stage.call('POST /v1/risk/lists/{id}/items', { params: { id }, body })
      return id
    },
  },
  'risk.list.deleted': {
    how: 'Makes a list, unless one is named, and deletes it.',
    about: ['lst'],
    async play(stage, object) {
      const id = object ?? (await list(stage))
      await stage.call('DELETE /v1/risk/lists/{id}', { params: { id } })
      return id
    },
  },
  'risk.rule_set.activated': {
    how: 'Activates a version of your risk rules: it decides from then on.',
    about: ['rul'],
    needs_object: true,
    async play(stage, object) {
      const id = object ?? ''
      await stage.call('POST /v1/risk/rules/{id}/activate', { params: { id } })
      return id
    },
  },
  'routing_rules.activated': {
    how: 'Activates a version of your routing rules: it decides from then on.',
    about: ['rul'],
    needs_object: true,
    async play(stage, object) {
      const id = object ?? ''
      await stage.call('POST /v1/routing/rules/{id}/activate', { params: { id } })
      return id
    },
  },
  'settlement.received': {
    reason:
      'Acquirers report a day when it is over: make a payment with POST /v1/payments and advance the clock by three days.',
  },
  'settlement.reconciled': {
    reason:
      'A report is reconciled once every line of it is booked: make a payment and advance the clock by three days.',
  },
  'merchant_balance.available': {
    reason:
      'What was paid becomes available with its settlement: make a payment and advance the clock by three days.',
  },
  'reconciliation_break.opened': {
    reason:
      'A break opens when a report and the books differ: set the fault wrong_fee with PUT /v1/sandbox/faults, make a payment and advance the clock by four days.',
  },
  'reconciliation_break.resolved': {
    how: 'Resolves a break of yours with a note.',
    about: ['brk'],
    needs_object: true,
    async play(stage, object) {
      const params = { id: object ?? '' }
      await stage.call('POST /v1/reconciliation/breaks/{id}/resolve', {
        params,
        body: { note: 'Simulated.' },
      })
      return params.id
    },
  },
  'webhook_endpoint.disabled': {
    reason:
      'An endpoint is disabled when its receiver is gone or fails for five days. Answer a delivery with 410: POST /v1/webhook-endpoints/{id}/test sends one.',
  },
  'member.invited': {
    reason: 'Only a member invites another, never a key: sign in, then POST /v1/members.',
  },
  'member.changed': {
    reason:
      'Only a member changes another, never a key: sign in, then POST /v1/members/{id}/role, /disable, /enable or /reset.',
  },
  'sandbox.clock_advanced': {
    reason: 'POST /v1/sandbox/clock/advance leads to it; by_ms: 1 is enough.',
  },
}
