import { made } from './stage_money.ts'
import { instantText, plusMs } from '../../kernel/world.ts'
import type { Stagehand } from './stagehand.ts'
import { TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

type Connection = { readonly id: string; readonly state: string; readonly rails: readonly string[] }

/** The simulated bank's connection for dollars, which every sandbox has. */
async function connection(stage: Stagehand): Promise<string> {
  const listed = await stage.call('GET /v1/bank-connections')
  const found = (listed['data'] as readonly Connection[]).find(
    ({ rails, state }) => rails.includes('rtp') && state === 'enabled',
  )
  if (found === undefined)
    throw new TriggerRefused('simulator_unavailable', 'The sandbox has no bank connection for RTP.')
  return found.id
}

/** Somebody is asked for 10.50, to an account number of the trigger's own. */
async function request(stage: Stagehand): Promise<string> {
  const account = await stage.call('POST /v1/ledger/accounts', {
    body: { currency: 'USD', normal_side: 'credit', path: `triggers:${stage.word}:sales` },
  })
  const receiving = await stage.call('POST /v1/receiving-accounts', {
    body: {
      connection: await connection(stage),
      number: stage.word.toUpperCase(),
      account: account['id'],
    },
  })
  const debtor = await stage.call('POST /v1/bank-accounts', {
    body: {
      country: 'US',
      currency: 'USD',
      holder: { name: `Trigger ${stage.word}`, kind: 'individual' },
      account_type: 'checking',
      account: { routing_number: '091000019', account_number: '1234567890' },
    },
  })
  const expires = instantText(plusMs(stage.scope.world.now(), WEEK_MS))
  return made(
    await stage.call('POST /v1/payment-requests', {
      body: {
        rail: 'rtp',
        bank_account: debtor['id'],
        receiving_account: receiving['id'],
        amount: { value: '1050', currency: 'USD' },
        expires,
      },
    }),
  )
}
const WEEK_MS = 7 * 86_400_000

/** Payments that take seconds, and requests for them. */
export const instantTriggers: TriggerTable = {
  'payment_request.created': { how: 'Asks somebody for 10.50 by RTP.', about: [], play: request },
  'payment_request.changed': {
    how: 'Asks somebody for 10.50, unless a request is named, and takes that back.',
    about: ['rfp'],
    async play(stage, object) {
      const id = object ?? (await request(stage))
      const asked = { params: { id }, body: { because: 'a trigger' } }
      await stage.call('POST /v1/payment-requests/{id}/cancel', asked, ['payment_request_state'])
      return id
    },
  },
  'instant_payment.received': {
    reason:
      'Ask somebody for a payment (payment_request.created) and move the clock on by five minutes: the simulated debtor pays.',
  },
}
