import { made } from './stage_money.ts'
import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const bankAccount = async (stage: Stagehand): Promise<string> =>
  made(
    await stage.call('POST /v1/bank-accounts', {
      body: {
        country: 'DE',
        currency: 'EUR',
        holder: { name: `Trigger ${stage.word}`, kind: 'individual' },
        account: { iban: 'DE89370400440532013000' },
      },
    }),
  )
const mandate = async (stage: Stagehand, bank_account: string): Promise<string> =>
  made(
    await stage.call('POST /v1/mandates', {
      body: {
        scheme: 'sepa_core',
        reference: `TRIGGER-${stage.word}`,
        bank_account,
        kind: 'recurrent',
        creditor_name: 'Trigger',
        creditor_id: 'DE98ZZZ09999999999',
        signed_on: '2026-01-15',
        signature: { kind: 'web_form', content: { text: 'I allow to be collected from.' } },
      },
    }),
  )

/** Bank accounts of others, and what their holders agreed to. */
export const bankAccountTriggers: TriggerTable = {
  'bank_account.created': { how: 'Adds a bank account.', about: [], play: bankAccount },
  'bank_account.changed': {
    how: 'Adds a bank account, unless one is named, and freezes it.',
    about: ['bac'],
    async play(stage, object) {
      const id = object ?? (await bankAccount(stage))
      await stage.call('POST /v1/bank-accounts/{id}/freeze', {
        params: { id },
        body: { because: 'a trigger' },
      })
      return id
    },
  },
  'mandate.created': {
    how: 'Records a mandate on a bank account.',
    about: ['bac'],
    play: async (stage, object) => mandate(stage, object ?? (await bankAccount(stage))),
  },
  'mandate.changed': {
    how: 'Records a mandate, unless one is named, and suspends it.',
    about: ['man'],
    async play(stage, object) {
      const id = object ?? (await mandate(stage, await bankAccount(stage)))
      await stage.call('POST /v1/mandates/{id}/suspend', { params: { id }, body: { because: 'a trigger' } })
      return id
    },
  },
}
