import type { Stagehand } from './stagehand.ts'
import { TriggerRefused } from './stagehand.ts'
import type { TriggerTable } from './trigger.ts'

type Connection = { readonly id: string; readonly currency: string; readonly iban: string }
const IBAN = 'DE89370400440532013000'

/** The simulated bank's connection for euros, which every sandbox has. */
async function connection(stage: Stagehand): Promise<Connection> {
  const listed = await stage.call('GET /v1/bank-connections')
  const found = (
    listed['data'] as readonly { id: string; currency: string; identity: { sepa?: { iban: string } } }[]
  ).find(({ currency }) => currency === 'EUR')
  if (found?.identity.sepa === undefined)
    throw new TriggerRefused('simulator_unavailable', 'The sandbox has no bank connection for EUR.')
  return { ...found, iban: found.identity.sepa.iban }
}

async function account(stage: Stagehand): Promise<string> {
  const body = { currency: 'EUR', normal_side: 'credit', path: `triggers:${stage.word}:sepa` }
  const { id } = await stage.call('POST /v1/ledger/accounts', { body })
  return String(id)
}

/** A collection that is due so soon that it is announced at once. */
async function collection(stage: Stagehand): Promise<string> {
  const holder = { name: `Trigger ${stage.word}`, kind: 'individual' }
  const debtor = { country: 'DE', currency: 'EUR', holder, account: { iban: IBAN } }
  const bank_account = (await stage.call('POST /v1/bank-accounts', { body: debtor }))['id']
  const mandate = await stage.call('POST /v1/mandates', {
    body: {
      scheme: 'sepa_core',
      reference: `TRIGGER-${stage.word}`,
      bank_account,
      kind: 'recurrent',
      creditor_name: 'Trigger',
      creditor_id: 'DE98ZZZ09999999999',
      signed_on: '2026-01-15',
      pre_notification_days: 90,
      signature: { kind: 'web_form', content: { text: 'I allow to be collected from.' } },
    },
  })
  const order = {
    connection: (await connection(stage)).id,
    kind: 'direct_debit',
    rail: 'sepa_core',
    bank_account,
    mandate: mandate['id'],
    account: await account(stage),
    amount: { value: '1050', currency: 'EUR' },
  }
  const made = await stage.call('POST /v1/payment-orders', { body: { orders: [order] } })
  return String((made['data'] as readonly { readonly id: string }[])[0]?.id)
}

/** A pain.001 with one transfer of 1.00; the account has nothing, so its pain.002 refuses it. */
const pain001 = (word: string, iban: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn>
<GrpHdr><MsgId>${word}</MsgId><CreDtTm>2026-11-24T09:00:00Z</CreDtTm><NbOfTxs>1</NbOfTxs><InitgPty><Nm>Trigger</Nm></InitgPty></GrpHdr>
<PmtInf><PmtInfId>1</PmtInfId><PmtMtd>TRF</PmtMtd><ReqdExctnDt><Dt>2026-11-24</Dt></ReqdExctnDt><Dbtr><Nm>Trigger</Nm></Dbtr>
<DbtrAcct><Id><IBAN>${iban}</IBAN></Id></DbtrAcct><DbtrAgt><FinInstnId><Othr><Id>NOTPROVIDED</Id></Othr></FinInstnId></DbtrAgt>
<CdtTrfTxInf><PmtId><EndToEndId>${word}</EndToEndId></PmtId><Amt><InstdAmt Ccy="EUR">1.00</InstdAmt></Amt><Cdtr><Nm>Anna</Nm></Cdtr>
<CdtrAcct><Id><IBAN>${IBAN}</IBAN></Id></CdtrAcct></CdtTrfTxInf></PmtInf></CstmrCdtTrfInitn></Document>
`

const BY_BANK =
  'Recall a transfer of SEPA that settled (POST /v1/payment-orders/{id}/recall) and move the clock: the simulated bank answers after two banking days, by the digits of the account.'

/** Collections that are near, messages of ISO 20022 that order, and payments that are asked back. */
export const sepaTriggers: TriggerTable = {
  'collection.announced': {
    how: 'Orders a collection under a mandate that asks for 90 days of notice: it is announced at once.',
    about: [],
    play: collection,
  },
  'iso_message.read': {
    how: 'Brings a pain.001 with one transfer.',
    about: [],
    async play(stage) {
      const { id, iban } = await connection(stage)
      const content = Buffer.from(pain001(stage.word, iban)).toString('base64')
      const body = { name: `${stage.word}.xml`, content, connection: id, account: await account(stage) }
      return String((await stage.call('POST /v1/iso20022/messages', { body }))['id'])
    },
  },
  'recall.requested': { reason: BY_BANK },
  'recall.accepted': { reason: BY_BANK },
  'recall.refused': { reason: BY_BANK },
  'recall.returned': { reason: BY_BANK },
}
