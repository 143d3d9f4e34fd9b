import type { Stagehand } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

const text = (value: unknown): string => String(value)

/** An account of its own for each trigger, so that the statement follows none. */
const statement = (stage: Stagehand, closing: string): string =>
  [
    ':20:TRIGGER',
    `:25:TRIGGER/${stage.word.slice(0, 12).toUpperCase()}`,
    ':28C:1',
    ':60F:C261101EUR10,00',
    ':61:2611021102C5,00NTRFNONREF',
    `:62F:C261130EUR${closing}`,
    '-',
    '',
  ].join('\n')

async function bring(stage: Stagehand, closing: string): Promise<string> {
  const content = Buffer.from(statement(stage, closing)).toString('base64')
  const file = await stage.call('POST /v1/bank-files', { body: { name: `${stage.word}.sta`, content } })
  return text(file['id'])
}
async function statementIn(stage: Stagehand, closing: string): Promise<string> {
  const file = await bring(stage, closing)
  const listed = await stage.call('GET /v1/bank-statements', { query: { file } })
  const [first] = listed['data'] as readonly { readonly id: string }[]
  return first?.id ?? file
}

/** Files of banks, and the statements in them. */
export const bankFileTriggers: TriggerTable = {
  'bank_file.received': {
    how: 'Brings a small MT940 file.',
    about: [],
    play: (stage) => bring(stage, '15,00'),
  },
  'bank_file.read': { how: 'Brings a small MT940 file.', about: [], play: (stage) => bring(stage, '15,00') },
  'bank_statement.loaded': {
    how: 'Brings a statement that adds up.',
    about: [],
    play: (stage) => statementIn(stage, '15,00'),
  },
  'bank_statement.quarantined': {
    how: 'Brings a statement whose lines do not lead to its closing balance.',
    about: [],
    play: (stage) => statementIn(stage, '16,00'),
  },
}
