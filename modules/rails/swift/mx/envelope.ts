import type { FileFault } from '../../files/fault.ts'
import { type Element, element } from '../../xml/element.ts'
import { type MtHeaders, receiverOf, senderOf, tagged } from '../blocks.ts'
import { mtFault, type Place } from '../field.ts'
import type { MtMessage } from '../message.ts'

/** What a translation may be told; what is not said is taken from the message. */
export type MxOptions = {
  /** RFC 3339 with an offset. Without it: when the sender gave an output message to SWIFT, in UTC. */
  readonly created_at?: string
  /** Of the business header and the group. Without it: `:20:`. */
  readonly message_id?: string
  /** BICs, for files without headers. */
  readonly from?: string
  readonly to?: string
}

/** One document in its business envelope, and what of the MT message it does not say (`mt_not_carried`). */
export type Mx = {
  /** Such as `pacs.008.001.08`. */
  readonly definition: string
  readonly envelope: Element
  readonly notes: readonly FileFault[]
}

/** What every translation needs of the message around its fields. */
export type MxContext = {
  readonly from: string
  readonly to: string
  readonly message_id: string
  readonly created_at: string
  readonly uetr: string | undefined
  /** gpi service level, `001` to `009`. */
  readonly service_type: string | undefined
  /** Says that a field has no place in the document: the whole field, or the part that `detail` names. */
  readonly notCarried: (tag: string, detail: string, at?: Place) => void
  readonly notes: FileFault[]
}

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:'

/** Sender, receiver, id and time; or the faults for which there can be no document. */
export function contextOf(
  source: Place & { readonly headers: MtHeaders; readonly fields: MtMessage['fields'] },
  reference: string,
  options: MxOptions,
): MxContext | readonly FileFault[] {
  const { headers } = source
  const from = options.from ?? senderOf(headers)
  const to = options.to ?? receiverOf(headers)
  const created_at = options.created_at ?? sentAt(headers)
  const faults: FileFault[] = []
  const refuse = (rule: string, field: string, detail: string): void => {
    faults.push(mtFault(source, rule, field, detail))
  }
  if (from === undefined) refuse('mt_mx_sender', '{1:}', 'no header says who sent the message')
  if (to === undefined) refuse('mt_mx_receiver', '{2:}', 'no header says who receives the message')
  if (created_at === undefined) refuse('mt_mx_time', '{2:}', 'no header says when the message was sent')
  if (from === undefined || to === undefined || created_at === undefined) return faults
  const notes: FileFault[] = []
  return {
    from,
    to,
    message_id: options.message_id ?? reference,
    created_at,
    uetr: tagged(headers.user, '121'),
    service_type: tagged(headers.user, '111'),
    notCarried: (tag, detail, at) => {
      const field = source.fields.find((one) => one.tag === tag || one.tag.slice(0, 2) === tag)
      const place = at ?? field ?? source
      notes.push(mtFault(place, 'mt_not_carried', `:${field?.tag ?? tag}:`, detail, 'noted'))
    },
    notes,
  }
}

function sentAt({ application }: MtHeaders): string | undefined {
  if (application?.sent_on === undefined || application.sent_at === undefined) return undefined
  return `${application.sent_on}T${application.sent_at.slice(0, 2)}:${application.sent_at.slice(2)}:00+00:00`
}

/** The business application header (head.001.001.02) and the document in one envelope, as CBPR+ sends them. */
export function envelope(
  { from, to, message_id, created_at }: MxContext,
  definition: string,
  body: Element,
  service = 'swift.cbprplus.03',
): Element {
  const institution = (name: string, bic: string): Element =>
    element(name, [element('FIId', [element('FinInstnId', [element('BICFI', bic)])])])
  const header = element(
    'AppHdr',
    [
      institution('Fr', from),
      institution('To', to),
      element('BizMsgIdr', message_id),
      element('MsgDefIdr', definition),
      element('BizSvc', service),
      element('CreDt', created_at),
    ],
    { xmlns: `${NAMESPACE}head.001.001.02` },
  )
  const document = element('Document', [body], { xmlns: NAMESPACE + definition })
  return element('Envelope', [header, document], { xmlns: 'urn:swift:xsd:envelope' })
}
