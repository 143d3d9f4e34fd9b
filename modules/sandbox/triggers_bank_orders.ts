import { openAccount } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import { TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

type Connection = Readonly<Record<string, unknown>> & { readonly id: string; readonly currency: string }

/** One of the simulated bank's connections, which every sandbox has. */
async function simulated(stage: Stagehand): Promise<Connection> {
  const listed = await stage.call('GET /v1/bank-connections')
  const found = (listed['data'] as readonly Connection[]).find(({ currency }) => currency === 'USD')
  if (found === undefined)
    throw new TriggerRefused('simulator_unavailable', 'The sandbox has no bank connection for USD.')
  return found
}

/** A second way to the simulated bank, with ledger accounts of its own. */
async function connection(stage: Stagehand): Promise<string> {
  const { bank, currency, identity, transport } = await simulated(stage)
  const { id } = await stage.call('POST /v1/bank-connections', {
    body: {
      bank,
      currency,
      identity,
      transport,
      name: `Trigger ${stage.word}`,
      rails: ['ach'],
      secrets: { password: 'the simulated bank asks for none of yours' },
      bank_account: await openAccount(stage, 'bank', 'debit'),
      uncleared_account: await openAccount(stage, 'uncleared', 'credit'),
      shortfall_account: await openAccount(stage, 'shortfall', 'debit'),
    },
  })
  return String(id)
}

const AHEAD =
  'Order a payment by ACH and move the clock past its `file_cutoff_at`: POST /v1/sandbox/clock/advance.'
const fault = (kind: string): string =>
  `Let the fault ${kind} strike the bank larkfield (PUT /v1/sandbox/faults), then: ${AHEAD}`

/** Ways to banks, and files that go over them. */
export const bankOrderTriggers: TriggerTable = {
  'bank_connection.created': {
    how: 'Adds a second way to the simulated bank.',
    about: [],
    play: connection,
  },
  'bank_connection.changed': {
    how: 'Adds a way to the simulated bank, unless one is named, and disables it.',
    about: ['bcn'],
    async play(stage, object) {
      const id = object ?? (await connection(stage))
      await stage.call('POST /v1/bank-connections/{id}/disable', { params: { id } })
      return id
    },
  },
  'outgoing_file.sent': { reason: AHEAD },
  'outgoing_file.accepted': { reason: `The bank answers some minutes after it got a file. ${AHEAD}` },
  'outgoing_file.rejected': {
    reason: 'The simulated bank refuses files that break its rules: see the guide of the simulator.',
  },
  'outgoing_file.unknown': { reason: fault('drop_after_upload') },
  'outgoing_file.stuck': { reason: fault('sftp_down') },
}
