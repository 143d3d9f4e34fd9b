import { USD, made, openAccount } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const account = (stage: Stagehand, name = 'one', side = 'credit'): Promise<string> =>
  openAccount(stage, name, side)
const monitor = async (stage: Stagehand, account_id: string): Promise<string> =>
  made(
    await stage.call('POST /v1/ledger/monitors', {
      body: { account_id, field: 'posted', operator: 'gt', threshold: USD('1000') },
    }),
  )
const move = async (stage: Stagehand, debit_account: string, credit_account: string): Promise<void> => {
  const body = { debit_account, credit_account, amount: USD('5000') }
  await stage.call('POST /v1/ledger/transfers', { body })
}

/** The ledger: accounts, monitors, periods. */
export const accountTriggers: TriggerTable = {
  'ledger_account.created': { how: 'Opens an account.', about: [], play: (stage) => account(stage) },
  'ledger_account.changed': {
    how: 'Changes the name of an account.',
    about: ['acc'],
    async play(stage, object) {
      const id = object ?? (await account(stage))
      await stage.call('PATCH /v1/ledger/accounts/{id}', { params: { id }, body: { name: stage.word } })
      return id
    },
  },
  'ledger_period.closed': {
    reason:
      'A closed period cannot be opened again, and yours would be closed too. Close one with POST /v1/ledger/periods.',
  },
  'ledger_monitor.created': {
    how: 'Watches the balance of an account.',
    about: ['acc'],
    play: async (stage, object) => monitor(stage, object ?? (await account(stage))),
  },
  'ledger_monitor.deleted': {
    how: 'Makes a monitor, unless one is named, and deletes it.',
    about: ['mon'],
    async play(stage, object) {
      const id = object ?? (await monitor(stage, await account(stage)))
      await stage.call('DELETE /v1/ledger/monitors/{id}', { params: { id } })
      return id
    },
  },
  'ledger_monitor.triggered': {
    how: 'Moves money into an account that is watched.',
    about: [],
    async play(stage) {
      const [from, to] = [await account(stage, 'from', 'debit'), await account(stage, 'to')]
      const id = await monitor(stage, to)
      await move(stage, from, to)
      return id
    },
  },
  'ledger_monitor.cleared': {
    how: 'Moves money into an account that is watched, and out of it again.',
    about: [],
    async play(stage) {
      const [from, to] = [await account(stage, 'from', 'debit'), await account(stage, 'to')]
      const id = await monitor(stage, to)
      await move(stage, from, to)
      await move(stage, to, from)
      return id
    },
  },
}
