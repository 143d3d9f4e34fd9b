import { err, ok, type Result } from '../../../../kernel/result.ts'
import { type Element, element } from '../../xml/element.ts'
import { writeElement, XML_HEAD } from '../../xml/write.ts'
import { type KindName, messageKinds, type Noun } from './kinds.ts'
import type { Version } from './shape/message.ts'
import { type Refusal, startWriting } from './shape/writing.ts'

const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:'

/** The versions of a kind that can be written, the usual one first: `pain.001.001.09`. */
export const versionsOf = (kind: KindName): readonly string[] =>
  messageKinds[kind].versions.map(({ version }) => version)

export const versionOf = (kind: KindName, version: string | undefined): Version | undefined =>
  version === undefined
    ? messageKinds[kind].versions[0]
    : messageKinds[kind].versions.find((one) => one.version === version)

/**
 * A message as the element `Document`, to be put into an envelope or written. What the message says and the version, or
 * XML, has no place for is listed: nothing is cut or left out. Empty lists of the codecs in `later` keep their place.
 */
export function documentOf<K extends KindName>(
  kind: K,
  noun: Noun<K>,
  version?: string,
  later: ReadonlySet<unknown> = new Set(),
): Result<Element, readonly Refusal[]> {
  const written = versionOf(kind, version)
  if (written === undefined) return err([{ field: '', detail: `Florin does not write ${String(version)}` }])
  const { root, noun: codec } = messageKinds[kind]
  const writing = startWriting(written.release, later)
  const body = codec.write(root, noun as never, writing)
  if (writing.refusals.length > 0) return err(writing.refusals)
  return ok(element('Document', [body], { xmlns: NAMESPACE + written.version }))
}

/**
 * A message as XML text, in the usual version of its kind or in `version`. For a message of many thousand payments see
 * `writeMessageParts`.
 */
export function writeMessage<K extends KindName>(
  kind: K,
  noun: Noun<K>,
  version?: string,
): Result<string, readonly Refusal[]> {
  const document = documentOf(kind, noun, version)
  return document.ok ? ok(XML_HEAD + writeElement(document.value)) : document
}
