import { mtFault, type Place, type Report } from './field.ts'
import { readDate, isUetr } from './values.ts'

/** Block 1: who sends an input message, or who receives an output message. */
export type BasicHeader = {
  readonly application: string
  readonly service: string
  /** Twelve characters: a BIC of eight, the terminal, a branch of three. */
  readonly terminal: string
  readonly session: string
  readonly sequence: string
}

/** Block 2. `input` goes to SWIFT and names the receiver; `output` comes from SWIFT and names the sender. */
export type ApplicationHeader = {
  readonly direction: 'input' | 'output'
  readonly type: string
  readonly priority: string
  /** Of the receiver (input) or of the sender (output); empty when the header is not of the standard. */
  readonly terminal: string
  /** Of an output message: when the sender gave it to SWIFT, `YYYY-MM-DD` and `hhmm`. */
  readonly sent_on: string | undefined
  readonly sent_at: string | undefined
}

export type Tagged = { readonly tag: string; readonly text: string }

export type MtHeaders = {
  readonly basic: BasicHeader | undefined
  readonly application: ApplicationHeader | undefined
  /** Block 3 in order: `108` own reference, `119` validation (STP, REMIT, COV), `121` UETR, `111` service type. */
  readonly user: readonly Tagged[]
  /** Block 5: `CHK`, `MAC`, `PDE` and `PDM` (possible duplicates), `TNG` (training). */
  readonly trailer: readonly Tagged[]
}

export const noHeaders: MtHeaders = { basic: undefined, application: undefined, user: [], trailer: [] }

/** The text of a tag of block 3 or 5. */
export const tagged = (list: readonly Tagged[], tag: string): string | undefined =>
  list.find((one) => one.tag === tag)?.text

/** Takes one block into the headers. Block S, which SWIFT's interfaces add, is left alone. */
export function addBlock(
  headers: MtHeaders,
  block: { readonly id: string; readonly text: string } & Place,
  report: Report,
): MtHeaders {
  switch (block.id) {
    case '1':
      return { ...headers, basic: readBasic(block.text, block, report) }
    case '2':
      return { ...headers, application: readApplication(block.text, block, report) }
    case '3':
      return { ...headers, user: readUser(block.text, block, report) }
    case '5':
      return { ...headers, trailer: readTags(block.text, block, report) }
    case 'S':
      return headers
    default:
      report(mtFault(block, 'mt_block', `{${block.id}:}`, 'there is no such block', 'noted'))
      return headers
  }
}

function readBasic(text: string, at: Place, report: Report): BasicHeader | undefined {
  const [, application = '', service = '', terminal = '', session = '', sequence = ''] =
    /^([A-Z])(\d\d)([A-Z0-9]{12})(\d{4})(\d{6})$/.exec(text) ?? []
  if (application !== '') return { application, service, terminal, session, sequence }
  const detail = 'block 1 is F, 01, twelve characters of a terminal, four digits and six digits'
  report(mtFault(at, 'mt_basic_header', '{1:}', detail))
  return undefined
}

const INPUT = /^I(\d{3})([A-Z0-9]{12})([SUN]?)(?:[1-3])?(?:\d{3})?$/
const OUTPUT = /^O(\d{3})(\d{4})(\d{6})([A-Z0-9]{12})(\d{4})(\d{6})(\d{6})(\d{4})([SUN])?$/

function readApplication(text: string, at: Place, report: Report): ApplicationHeader | undefined {
  const input = INPUT.exec(text)
  if (input !== null) {
    const [, type = '', terminal = '', priority = ''] = input
    return { direction: 'input', type, terminal, priority, sent_on: undefined, sent_at: undefined }
  }
  const [, type = '', sent_at, date = '', terminal = '', , , , , priority = ''] = OUTPUT.exec(text) ?? []
  if (type !== '') return { direction: 'output', type, terminal, priority, sent_on: readDate(date), sent_at }
  const [, letter, only = ''] = /^([IO])(\d{3})/.exec(text) ?? []
  const detail = 'block 2 is not of the form of an input or an output message'
  report(mtFault(at, 'mt_application_header', '{2:}', detail, only === '' ? 'refused' : 'noted'))
  if (only === '') return undefined
  const direction = letter === 'I' ? 'input' : 'output'
  return { direction, type: only, terminal: '', priority: '', sent_on: undefined, sent_at: undefined }
}

function readUser(text: string, at: Place, report: Report): readonly Tagged[] {
  const user = readTags(text, at, report)
  const uetr = tagged(user, '121')
  if (uetr !== undefined && !isUetr(uetr))
    report(mtFault(at, 'mt_uetr', '{3:{121:}}', 'the reference is not a UUID of version 4'))
  return user
}

function readTags(text: string, at: Place, report: Report): readonly Tagged[] {
  const tags: Tagged[] = []
  const rest = text.replaceAll(/\{([A-Z0-9]{3}):([^{}]*)\}/g, (_, tag: string, inside: string) => {
    tags.push({ tag, text: inside })
    return ''
  })
  if (rest.trim() !== '')
    report(mtFault(at, 'mt_block_tags', '{3:}', 'a block holds only tags in braces', 'noted'))
  return tags
}

const bicOf = (terminal: string | undefined): string | undefined =>
  terminal?.length === 12 ? terminal.slice(0, 8) + terminal.slice(9) : undefined

/** The BIC of eleven characters of the one who sent the message; undefined when the headers do not say. */
export const senderOf = ({ basic, application }: MtHeaders): string | undefined =>
  bicOf(application?.direction === 'output' ? application.terminal : basic?.terminal)
export const receiverOf = ({ basic, application }: MtHeaders): string | undefined =>
  bicOf(application?.direction === 'output' ? basic?.terminal : application?.terminal)
