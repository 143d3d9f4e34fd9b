import { err, ok, type Result } from '../../../../kernel/result.ts'
import { type Element, element } from '../../xml/element.ts'
import { writeElement, XML_HEAD } from '../../xml/write.ts'
import { type BusinessApplicationHeader, businessApplicationHeader } from './kinds/head_001.ts'
import type { KindName, Noun } from './kinds.ts'
import { type Refusal, startWriting } from './shape/writing.ts'
import { documentOf } from './write.ts'

const HEAD = 'urn:iso:std:iso:20022:tech:xsd:head.001.001'
const headVersions = { '02': 2019, '01': 2013 } as const

type Enveloped<K extends KindName> = {
  readonly header: BusinessApplicationHeader
  readonly kind: K
  readonly noun: Noun<K>
}

/** The business application header as an element, in version 001.02 or, for RTP, 001.01. */
export function headerOf(
  header: BusinessApplicationHeader,
  version: keyof typeof headVersions = '02',
): Result<Element, readonly Refusal[]> {
  const writing = startWriting(headVersions[version])
  const written = businessApplicationHeader.write('AppHdr', header, writing)
  if (writing.refusals.length > 0) return err(writing.refusals)
  return ok({ ...written, attributes: { xmlns: `${HEAD}.${version}` } })
}

/** What FedNow calls the messages that it takes and gives. Source: FedNow message wrapper, version 001. */
const fedNowNames: Readonly<Partial<Record<KindName, string>>> = {
  'pacs.002': 'FedNowPaymentStatus',
  'pacs.004': 'FedNowPaymentReturn',
  'pacs.008': 'FedNowCustomerCreditTransfer',
  'pacs.009': 'FedNowInstitutionCreditTransfer',
  'pacs.028': 'FedNowPaymentStatusRequest',
  'pain.013': 'FedNowRequestForPayment',
  'pain.014': 'FedNowRequestForPaymentResponse',
  'camt.029': 'FedNowReturnRequestResponse',
  'camt.052': 'FedNowAccountBalanceReport',
  'camt.055': 'FedNowRequestForPaymentCancellationRequest',
  'camt.056': 'FedNowReturnRequest',
}
// The versions that FedNow has taken over from ISO 20022; where it is the usual one of the kind it is not named.
const fedNowVersions: Readonly<Partial<Record<KindName, string>>> = { 'camt.055': 'camt.055.001.09' }

type FedNow<K extends KindName> = Enveloped<K> & {
  /** `incoming` goes to FedNow, `outgoing` comes from it. */
  readonly direction: 'incoming' | 'outgoing'
  /** Where a kind has two uses, such as camt.029 as `FedNowRequestForPaymentCancellationRequestResponse`. */
  readonly name?: string
}

/** A message in the envelope of FedNow, with its header beside it. */
export function writeFedNow<K extends KindName>({
  direction,
  header,
  kind,
  noun,
  name = fedNowNames[kind],
}: FedNow<K>): Result<string, readonly Refusal[]> {
  if (name === undefined) return err([{ field: '', detail: `FedNow has no ${kind}` }])
  const head = headerOf(header)
  const document = documentOf(kind, noun, fedNowVersions[kind])
  if (!head.ok || !document.ok) return err(refusalsOf(head, document))
  const root = direction === 'incoming' ? 'FedNowIncoming' : 'FedNowOutgoing'
  const message = element(`${root}Message`, [element(name, [head.value, document.value])])
  return ok(XML_HEAD + writeElement(element(root, [message], { xmlns: `urn:fednow:${direction}:v001` })))
}

/** What RTP calls the messages that it carries. Source: The Clearing House, RTP message schema. */
const rtpNames: Readonly<Partial<Record<KindName, string>>> = {
  'pacs.002': 'MessageStatusReport',
  'pacs.008': 'CreditTransfer',
  'pacs.009': 'FICreditTransfer',
  'pacs.028': 'PaymentStatusRequest',
  'pain.013': 'PaymentRequest',
  'pain.014': 'ResponsePaymentRequest',
  'camt.029': 'ResponseReturnOfFunds',
  'camt.056': 'ReturnOfFunds',
}

/** A message in the envelope of RTP: the elements of the header and the message stand in its own `Message`. */
export function writeRtp<K extends KindName>({
  header,
  kind,
  noun,
}: Enveloped<K>): Result<string, readonly Refusal[]> {
  const name = rtpNames[kind]
  if (name === undefined) return err([{ field: '', detail: `RTP has no ${kind}` }])
  const head = headerOf(header, '01')
  const document = documentOf(kind, noun)
  if (!head.ok || !document.ok) return err(refusalsOf(head, document))
  return ok(
    XML_HEAD +
      writeElement(
        element('Message', [named('AppHdr', head.value), named(name, document.value)], { xmlns: 'urn:tch' }),
      ),
  )
}

/** The children of an element in one of another name: each takes the namespace along. */
const named = (name: string, from: Element): Element =>
  element(
    name,
    from.children.map((child) => ({ ...child, attributes: from.attributes })),
  )

const refusalsOf = (...results: readonly Result<Element, readonly Refusal[]>[]): readonly Refusal[] =>
  results.flatMap((result) => (result.ok ? [] : result.error))
