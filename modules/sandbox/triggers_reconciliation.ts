import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const idOf = (made: { readonly [name: string]: unknown }): string => String(made['id'])

const account = async (stage: Stagehand, name: string, normal_side: 'debit' | 'credit'): Promise<string> => {
  const path = `trigger:${stage.word}:${name}`
  return idOf(await stage.call('POST /v1/ledger/accounts', { body: { currency: 'EUR', normal_side, path } }))
}

/** A statement of an account of its own, with one line that came in. */
async function statementOf(stage: Stagehand): Promise<string> {
  const text = [
    ':20:TRIGGER',
    `:25:MATCH/${stage.word.slice(0, 12).toUpperCase()}`,
    ':28C:1',
    ':60F:C261101EUR10,00',
    ':61:2611021102C5,00NTRFNONREF',
    ':62F:C261130EUR15,00',
    '-',
    '',
  ].join('\n')
  const content = Buffer.from(text).toString('base64')
  const file = idOf(await stage.call('POST /v1/bank-files', { body: { name: `${stage.word}.sta`, content } }))
  const listed = await stage.call('GET /v1/bank-statements', { query: { file } })
  const [first] = listed['data'] as readonly { readonly id: string }[]
  return first?.id ?? ''
}

async function bind(stage: Stagehand): Promise<string> {
  const made = await stage.call('POST /v1/reconciliation/accounts', {
    body: {
      statement: await statementOf(stage),
      ledger_account: await account(stage, 'bank', 'debit'),
      suspense_account: await account(stage, 'suspense', 'credit'),
      fees_account: await account(stage, 'fees', 'debit'),
      tolerance_account: await account(stage, 'tolerance', 'debit'),
    },
  })
  return idOf(made)
}

/** Bank accounts and what is matched on them. */
export const reconciliationTriggers: TriggerTable = {
  'reconciliation_account.created': {
    how: 'Brings a small statement and binds its account to fresh ledger accounts.',
    about: [],
    play: bind,
  },
  'reconciliation_account.closed': {
    how: 'Closes a reconciliation account: yours, or one made for it.',
    about: ['rca'],
    async play(stage, object) {
      const id = object ?? (await bind(stage))
      await stage.call('POST /v1/reconciliation/accounts/{id}/close', { params: { id }, body: {} })
      return id
    },
  },
  'reconciliation_match.confirmed': {
    how: 'Says yes to a proposal of yours.',
    about: ['mtc'],
    needs_object: true,
    async play(stage, object) {
      const id = object ?? ''
      const made = await stage.call('POST /v1/reconciliation/matches/{id}/confirm', {
        params: { id },
        body: { note: 'Simulated.' },
      })
      return idOf(made)
    },
  },
  'reconciliation_match.undone': {
    how: 'Undoes a match of yours, or says no to a proposal.',
    about: ['mtc'],
    needs_object: true,
    async play(stage, object) {
      const id = object ?? ''
      await stage.call('POST /v1/reconciliation/matches/{id}/undo', {
        params: { id },
        body: { note: 'Simulated.' },
      })
      return id
    },
  },
  'reconciliation_proof.failed': {
    reason:
      'A proof fails when a line or an entry was lost, changed or doubled on its way, and nothing that can be called does that.',
  },
}
