import { present } from '../../kernel/assert.ts'
import { numericCode } from '../../kernel/currency.ts'
import { instantText } from '../../kernel/world.ts'
import {
  type AcquirerAccount,
  type Authorize,
  type CardAcceptor,
  cardPlaceholders,
  type CardRequest,
  type IsoFields,
  type MitReason,
  packMessage,
  type ScaExemption,
  type WireRequest,
} from '../../modules/rails/index.ts'
import { ACQUIRER_ID, keyOfMessage, retrievalReference, TERMINAL, traceNumber } from './identity.ts'
import { packSubfields } from './subfields.ts'

const MERCHANT_REFERENCE_CHARS = 50

const reasonLetters: Readonly<Record<MitReason, string>> = {
  recurring: 'R',
  installment: 'I',
  unscheduled: 'U',
  incremental: 'N',
  resubmission: 'S',
  delayed_charge: 'D',
  reauthorization: 'A',
  no_show: 'X',
}
const exemptionLetters: Readonly<Record<ScaExemption, string>> = {
  low_value: 'L',
  transaction_risk_analysis: 'T',
  trusted_beneficiary: 'B',
  secure_corporate: 'C',
}
const aboutLetters = { authorize: 'A', capture: 'C', void: 'V', increment: 'I', refund: 'R' } as const

/** One request as one message. Field 2, 14 and 126 hold placeholders, which the vault fills in. */
export function buildMessage(account: AcquirerAccount, request: CardRequest): WireRequest {
  const mti = typeOf(request)
  const fields: IsoFields = {
    ...commonFields(account, request),
    ...(request.operation === 'authorize' ? acceptorFields(request) : {}),
    ...('original_reference' in request ? { 90: originalElements(request.original_reference) } : {}),
    48: packSubfields(subfieldsOf(request)),
  }
  const written = request.operation === 'authorize' ? cardFields(request) : {}
  const key = present(keyOfMessage({ mti, fields }), 'the key of a message')
  return { transport: 'tcp', body: packMessage({ mti, fields, written }), key }
}

function typeOf(request: CardRequest): string {
  switch (request.operation) {
    case 'authorize':
      return request.is_captured ? '0200' : '0100'
    case 'increment':
      return '0100'
    case 'refund':
      return '0200'
    case 'capture':
      return '0220'
    case 'void':
      return '0400'
    case 'inquire':
      return '0600'
  }
}

function commonFields(account: AcquirerAccount, request: CardRequest): IsoFields {
  const { operation_reference: reference, amount } = request
  const [date = '', time = ''] = instantText(request.at).split('T')
  const day = date.slice(5).replace('-', '')
  const clock = time.slice(0, 8).replaceAll(':', '')
  return {
    3: request.operation === 'refund' ? '200000' : '000000',
    4: String(amount.minor),
    7: day + clock,
    11: traceNumber(reference),
    12: clock,
    13: day,
    32: ACQUIRER_ID,
    37: retrievalReference(reference),
    41: TERMINAL,
    42: account.merchant_number,
    49: numericCode(amount.currency),
  }
}

function acceptorFields({ acceptor, initiated }: Authorize): IsoFields {
  return {
    18: acceptor.mcc,
    22: initiated === null ? '812' : '102',
    25: initiated === null ? '59' : '08',
    43: nameAndPlace(acceptor),
  }
}

/** The CVC is last: a message that lost it does not add up, and is refused as a whole. */
function cardFields({ card, has_cvc }: Authorize): IsoFields {
  const chars = card.scheme === 'amex' ? '004' : '003'
  return {
    2: cardPlaceholders.number_llvar,
    14: cardPlaceholders.expiry_yymm,
    ...(has_cvc ? { 126: chars + cardPlaceholders.cvc } : {}),
  }
}

const nameAndPlace = ({ name, city, country }: CardAcceptor): string =>
  latin(name, 25).padEnd(25) + latin(city, 13).padEnd(13) + country

/** The time of the original is not known here and is zero; Ironbridge finds it by 48.02 and 48.03. */
const originalElements = (reference: string): string =>
  `0100${traceNumber(reference)}${'0'.repeat(10)}${ACQUIRER_ID.padStart(11, '0')}${'0'.repeat(11)}`

function subfieldsOf(request: CardRequest): Record<string, string | null> {
  const { operation_reference, reference } = request
  const common = { '01': operation_reference, '04': latin(reference, MERCHANT_REFERENCE_CHARS) }
  if (request.operation === 'authorize') return { ...common, ...authorizeSubfields(request) }
  if (request.operation === 'inquire')
    return { ...common, '03': request.acquirer_reference, '19': aboutLetters[request.about] }
  const follows = { '02': request.original_reference, '03': request.acquirer_reference }
  if (request.operation === 'increment') return { ...common, ...follows, '10': 'I' }
  if (request.operation === 'capture' && request.is_final) return { ...common, ...follows, '10': 'L' }
  return { ...common, ...follows }
}

function authorizeSubfields(request: Authorize): Record<string, string | null> {
  const { initiated, three_ds, exemption } = request
  const flags = [
    request.allows_partial ? 'P' : '',
    request.is_estimate ? 'E' : '',
    request.is_first_of_many ? 'F' : '',
  ].join('')
  return {
    '05': initiated?.network_transaction_id ?? null,
    '06': initiated?.transaction_link_id ?? null,
    '10': flags,
    '11': initiated === null ? null : reasonLetters[initiated.reason],
    '12': three_ds?.version ?? null,
    '13': three_ds?.eci ?? null,
    '14': three_ds?.cavv ?? null,
    '15': three_ds?.ds_transaction_id ?? null,
    '16': exemption === null ? null : exemptionLetters[exemption],
  }
}

/** Text that every host can print: accents are taken off, what is left beyond ASCII becomes a question mark. */
function latin(text: string, chars: number): string {
  const plain = text.normalize('NFKD').replaceAll(/\p{M}/gu, '')
  return plain.replaceAll(/[^ -~]/gu, '?').slice(0, chars)
}
