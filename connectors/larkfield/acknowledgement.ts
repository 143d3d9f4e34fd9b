import type { AcknowledgementRead, FileFault } from '../../modules/rails/index.ts'

/** Nobody at Larkfield writes longer ones. */
const BYTES_MAX = 16_384
const BECAUSE_CHARS_MAX = 300
/** `a.ack`, or `a.2.ack` when there had been an `a.ack` before. */
const NAME = /^(?<ours>.+?)(?:\.\d{1,4})?\.ack$/i

export const isAcknowledgementName = (name: string): boolean => NAME.test(name)

const fault = (line: number, rule: string, field: string, detail: string): FileFault => ({
  line,
  column: 1,
  rule: `larkfield_ack_${rule}`,
  field,
  detail,
  severity: 'refused',
})

/**
 * Reads an acknowledgement of Larkfield: lines of `key: value`, the verdict in `status`. Keys that nobody knows are passed
 * over; a key that comes twice is refused, since one of them would have to be believed. Never throws.
 */
export function readAcknowledgement(name: string, content: Uint8Array): AcknowledgementRead {
  const ours = NAME.exec(name)?.groups?.['ours']
  if (ours === undefined)
    return { ok: false, faults: [fault(1, 'name', 'name', 'the name of an acknowledgement ends in .ack')] }
  if (content.length > BYTES_MAX)
    return { ok: false, faults: [fault(1, 'length', 'file', `it has more than ${BYTES_MAX} bytes`)] }
  const { values, faults } = readLines(Buffer.from(content).toString('utf8'))
  const status = values.get('status')
  if (status !== 'accepted' && status !== 'rejected')
    faults.push(fault(1, 'status', 'status', 'the status is accepted or rejected'))
  const sha256 = values.get('sha256')?.toLowerCase()
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256))
    faults.push(fault(1, 'sha256', 'sha256', 'the hash is 64 hex digits'))
  if (faults.length > 0) return { ok: false, faults }
  const verdict = verdictOf(status, values.get('reason'))
  return { ok: true, value: { name: ours, sha256, verdict, because: becauseOf(verdict, values) } }
}

type Verdict = Extract<AcknowledgementRead, { ok: true }>['value']['verdict']
type Lines = { readonly values: ReadonlyMap<string, string>; readonly faults: FileFault[] }

function readLines(text: string): Lines {
  const values = new Map<string, string>()
  const faults: FileFault[] = []
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '') continue
    const [, key = '', value = ''] = /^([a-z0-9_]{1,40}): ?(.*)$/.exec(line) ?? []
    if (key === '') faults.push(fault(index + 1, 'line', 'line', 'a line is a key, a colon and a value'))
    else if (values.has(key)) faults.push(fault(index + 1, 'twice', key, 'a key stands in it once'))
    else values.set(key, value.trim())
  }
  return { values, faults }
}

const verdictOf = (status: string | undefined, reason: string | undefined): Verdict => {
  if (status !== 'rejected') return 'accepted'
  return reason === 'duplicate' ? 'duplicate' : 'rejected'
}

function becauseOf(verdict: Verdict, values: Lines['values']): string {
  if (verdict === 'accepted') return 'The bank took the file.'
  if (verdict === 'duplicate') return 'The bank had taken the same content before.'
  const said = ['reason', 'line', 'rule']
    .flatMap((key) => ((values.get(key) ?? '') === '' ? [] : [`${key} ${values.get(key)}`]))
    .join(', ')
  return said === ''
    ? 'The bank refused the file and did not say why.'
    : `The bank refused the file: ${said}.`.slice(0, BECAUSE_CHARS_MAX)
}
