import type { Element } from './element.ts'

/** One message of a file: its business application header, where there is one, and the document itself. */
export type XmlMessage = { readonly header: Element | undefined; readonly document: Element }

const ISO =
  /^(urn:iso:std:iso:20022:tech:xsd:|urn:iso:std:ma:20022:tech:xsd:|http:\/\/www\.six-interbank-clearing\.com\/)/

/**
 * The messages in what was read of a file, in order, whatever wraps them and however deep: nothing at all, `BusMsg`,
 * `Envelope`, `FedNowIncoming`, or `Message` of RTP, which calls the document by the kind of message, such as
 * `CreditTransfer`. A header counts for the documents that stand beside it.
 */
export function messagesIn(root: Element | undefined): readonly XmlMessage[] {
  if (root === undefined) return []
  if (isDocument(root)) return [{ header: undefined, document: root }]
  const header = root.children.find(({ name }) => name === 'AppHdr')
  return root.children.flatMap((child) => {
    if (child === header) return []
    return isDocument(child) ? [{ header, document: child }] : messagesIn(child)
  })
}

const isDocument = ({ name, namespace, children }: Element): boolean => {
  if (name === 'Document') return true
  if (name === 'AppHdr' || ISO.test(namespace)) return false
  const [first, second] = children
  return first !== undefined && second === undefined && first.name !== 'AppHdr' && isMessageBody(first)
}
const isMessageBody = ({ name, namespace }: Element): boolean => name !== 'Document' && ISO.test(namespace)
