import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

/** Simulated accounts that end in 00 belong to whoever is asked about, those that end in 91 to nobody who is. */
const MATCHING = 'DE89370400440532013000'
const NOT_MATCHING = 'DE57370400440532013091'

async function verify(stage: Stagehand, bank_account: string | null, iban = MATCHING): Promise<string> {
  const details = {
    country: 'DE',
    currency: 'EUR',
    holder: { name: `Trigger ${stage.word}`, kind: 'individual' },
    account: { iban },
  }
  const body = bank_account === null ? details : { bank_account }
  const made = await stage.call('POST /v1/payee-verifications', { body })
  return String(made['id'])
}

/** Whether accounts belong to names, and what payers say to it. */
export const payeeTriggers: TriggerTable = {
  'payee_verification.completed': {
    how: 'Asks about an account that belongs to whoever is asked about, or about one of yours.',
    about: ['bac'],
    play: (stage, object) => verify(stage, object),
  },
  'payee_verification.consented': {
    how: 'Asks about an account that belongs to somebody else, unless a verification is named, and goes on all the same.',
    about: ['pvf'],
    async play(stage, object) {
      const id = object ?? (await verify(stage, null, NOT_MATCHING))
      await stage.call('POST /v1/payee-verifications/{id}/consent', {
        params: { id },
        body: { decision: 'proceed', shown_text: 'The name does not match. Pay?', actor: 'a trigger' },
      })
      return id
    },
  },
}
