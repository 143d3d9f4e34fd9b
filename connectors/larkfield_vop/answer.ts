import {
  codecs,
  type IdentificationVerificationReport,
  type PayeeAnswer,
  type PayeeRequest,
  type WireAnswer,
} from '../../modules/rails/index.ts'

/** An answer to one question is short. */
const ANSWER_BYTES_MAX = 65_536
const NAME_CHARS_MAX = 140
/** Refusals of the question itself. Others (who asks, how often) may be different the next time. */
const REFUSED: readonly number[] = [400, 404, 413, 415, 422]
/** Characters that are not seen, or turn the text around: a payer would be shown another name than the bank has. */
const UNSEEN = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/u

const unknown = (why: string): PayeeAnswer => ({ kind: 'unknown', why })

/** Never throws. An answer that is not surely one to this question is `unknown`, and is asked for again. */
export async function readAnswer(request: PayeeRequest, { status, body }: WireAnswer): Promise<PayeeAnswer> {
  if (REFUSED.includes(status))
    return { kind: 'refused', why: `The provider refused the question: HTTP ${status}.` }
  if (status !== 200) return unknown(`HTTP ${status}`)
  const { readMessages } = await codecs.iso20022()
  const bytes = Buffer.from(body, 'latin1')
  const { messages, faults } = readMessages(bytes, { limits: { bytes_max: ANSWER_BYTES_MAX } })
  const fault = faults.find(({ severity }) => severity === 'refused')
  if (fault !== undefined) return unknown(`the answer breaks a rule of its form: ${fault.rule}`)
  const [message] = messages
  if (messages.length !== 1 || message?.kind !== 'acmt.024' || message.noun === undefined)
    return unknown('the answer is no acmt.024')
  return readReport(request, message.noun)
}

/** Providers write names in capitals, or with fewer spaces. */
const plain = (name: string): string => name.normalize('NFC').replaceAll(/\s+/g, ' ').trim().toUpperCase()

function readReport(
  request: PayeeRequest,
  { original_message_id, reports }: IdentificationVerificationReport,
): PayeeAnswer {
  const [report] = reports
  if (reports.length !== 1 || report === undefined) return unknown('the answer has not one report')
  if (original_message_id !== request.message_reference || report.original_id !== request.reference)
    return unknown('the answer is to another question')
  const echoed = report.original
  const isOther =
    (echoed?.account?.iban ?? request.account['iban']) !== request.account['iban'] ||
    plain(echoed?.party?.name ?? request.asked_name) !== plain(request.asked_name)
  if (isOther) return unknown('the answer is about another account or name')
  const code = report.reason?.code
  if (code === undefined) return unknown('the answer has no code')
  if (report.is_verified !== (code === 'MTCH')) return unknown('the answer contradicts its code')
  if (code !== 'CMTC') return { kind: 'answered', code, matched_name: null }
  const matched_name = report.updated?.party?.name?.trim() ?? ''
  if (matched_name === '' || matched_name.length > NAME_CHARS_MAX || UNSEEN.test(matched_name))
    return unknown('a close match without a name that can be shown')
  return { kind: 'answered', code, matched_name }
}
