import { assert } from '../../../kernel/assert.ts'
import { agentLines, type MtAgent } from './agent.ts'
import type { Mt103 } from './mt103.ts'
import type { Mt202, MtCovered } from './mt202.ts'
import { type MtParty, partyLines } from './party.ts'
import { isBic, isSetX, isUetr, shortDate, swiftText } from './values.ts'

/** The headers of a message that is to be sent or, for a simulated network, was received. */
export type MtEnvelope = {
  /** Eight or eleven characters. */
  readonly sender: string
  readonly receiver: string
  /** Given for an output message, as a receiver gets it: `YYYY-MM-DD` and `hhmm` of the sender's input. */
  readonly sent_on?: string
  readonly sent_at?: string
  readonly uetr?: string
  /** `STP`, `REMIT` or `COV`. */
  readonly validation?: string
}

const terminal = (bic: string): string => {
  assert(isBic(bic), 'a BIC has eight or eleven characters')
  return `${bic.slice(0, 8)}A${bic.slice(8).padEnd(3, 'X')}`
}

/**
 * Puts fields into blocks 1 to 4 of an input message or, with `sent_on` and `sent_at`, of an output message. Throws for
 * headers that are of no form of the standard.
 */
export function writeFin(type: string, text: string, envelope: MtEnvelope): string {
  const { sender, receiver, sent_on, sent_at, uetr, validation } = envelope
  assert(uetr === undefined || isUetr(uetr), 'a UETR is a UUID of version 4')
  const user = [
    ...(validation === undefined ? [] : [`{119:${validation}}`]),
    ...(uetr === undefined ? [] : [`{121:${uetr}}`]),
  ].join('')
  const third = user === '' ? '' : `{3:${user}}`
  if (sent_on === undefined || sent_at === undefined)
    return `{1:F01${terminal(sender)}0000000000}{2:I${type}${terminal(receiver)}N}${third}{4:\r\n${text}-}`
  const date = shortDate(sent_on)
  assert(/^\d{6}$/.test(date) && /^\d{4}$/.test(sent_at), 'a day and four digits of a time')
  const second = `O${type}${sent_at}${date}${terminal(sender)}0000000000${date}${sent_at}N`
  return `{1:F01${terminal(receiver)}0000000000}{2:${second}}${third}{4:\r\n${text}-}`
}

/** One field with CRLF; nothing when it has no lines. Throws for characters that are not of set x. */
export function fieldText(tag: string, lines: readonly string[]): string {
  if (lines.length === 0) return ''
  for (const line of lines) assert(isSetX(line), `:${tag}: holds a character that is not of set x`)
  return `:${tag}:${lines.join('\r\n')}\r\n`
}

const some = (text: string | undefined): readonly string[] => (text === undefined ? [] : [text])
const agentText = (number: string, agent: MtAgent | undefined): string =>
  agent === undefined ? '' : fieldText(number + agent.option, agentLines(agent))
const partyText = (number: string, party: MtParty | undefined): string =>
  party === undefined ? '' : fieldText(number + party.option, partyLines(party))

/** The text of MT103 (block 4), fields in the order of the standard. Throws for what a field cannot hold. */
export function writeMt103(payment: Mt103): string {
  const { amount, instructed, sender_charges, receiver_charges } = payment
  return [
    fieldText('20', [payment.reference]),
    ...payment.time_indications.map((text) => fieldText('13C', [text])),
    fieldText('23B', [payment.bank_operation]),
    ...payment.instructions.map(({ code, text }) =>
      fieldText('23E', [text === undefined ? code : `${code}/${text}`]),
    ),
    fieldText('26T', some(payment.transaction_type)),
    fieldText('32A', [`${shortDate(payment.value_date)}${amount.currency}${swiftText(amount)}`]),
    fieldText('33B', instructed === undefined ? [] : [instructed.currency + swiftText(instructed)]),
    fieldText('36', some(payment.rate)),
    partyText('50', payment.ordering_customer),
    agentText('51', payment.sending_institution),
    agentText('52', payment.ordering_institution),
    agentText('53', payment.sender_correspondent),
    agentText('54', payment.receiver_correspondent),
    agentText('55', payment.third_reimbursement),
    agentText('56', payment.intermediary),
    agentText('57', payment.account_with),
    partyText('59', payment.beneficiary),
    fieldText('70', payment.remittance),
    fieldText('71A', some(payment.charges)),
    ...sender_charges.map((charge) => fieldText('71F', [charge.currency + swiftText(charge)])),
    fieldText(
      '71G',
      receiver_charges === undefined ? [] : [receiver_charges.currency + swiftText(receiver_charges)],
    ),
    fieldText('72', payment.sender_to_receiver),
    fieldText('77B', payment.regulatory),
    fieldText('77T', payment.envelope),
  ].join('')
}

/** The text of MT202, with the sequence about the customer when it covers one (then `validation` is COV). */
export function writeMt202(transfer: Mt202): string {
  const { amount } = transfer
  return [
    fieldText('20', [transfer.reference]),
    fieldText('21', [transfer.related_reference]),
    ...transfer.time_indications.map((text) => fieldText('13C', [text])),
    fieldText('32A', [`${shortDate(transfer.value_date)}${amount.currency}${swiftText(amount)}`]),
    agentText('52', transfer.ordering_institution),
    agentText('53', transfer.sender_correspondent),
    agentText('54', transfer.receiver_correspondent),
    agentText('56', transfer.intermediary),
    agentText('57', transfer.account_with),
    agentText('58', transfer.beneficiary_institution),
    fieldText('72', transfer.sender_to_receiver),
    transfer.covered === undefined ? '' : coveredText(transfer.covered),
  ].join('')
}

function coveredText(covered: MtCovered): string {
  const { instructed } = covered
  return [
    partyText('50', covered.ordering_customer),
    agentText('52', covered.ordering_institution),
    agentText('56', covered.intermediary),
    agentText('57', covered.account_with),
    partyText('59', covered.beneficiary),
    fieldText('70', covered.remittance),
    fieldText('72', covered.sender_to_receiver),
    fieldText('33B', instructed === undefined ? [] : [instructed.currency + swiftText(instructed)]),
  ].join('')
}
