import { ownOf } from '../../../kernel/own.ts'
/** What the `.yml` files beside the statements of mt940-wolph (BSD-3-Clause) say, as far as our tests compare it. */
export type ExpectedValue =
  | string
  | null
  | {
      readonly amount: string
      readonly currency: string | null
      readonly date?: string
      readonly status?: string
    }
export type ExpectedRecord = Readonly<Record<string, ExpectedValue>>
export type ExpectedFile = { readonly head: ExpectedRecord; readonly transactions: readonly ExpectedRecord[] }

/** Reads the shapes that occur: two levels of keys, quoted text over several lines, amounts, and dates as four bytes. */
export function readExpected(yml: string): ExpectedFile {
  const lines = yml.split('\n')
  const at = lines.findIndex((line) => line.startsWith('transactions:'))
  const head = lines.findIndex((line) => line.startsWith('data:'))
  const tags = lines.findIndex((line) => line.startsWith('tags:'))
  const parts: string[][] = []
  for (const line of at === -1 ? [] : lines.slice(at + 1))
    if (line.startsWith('- ')) parts.push([])
    else parts.at(-1)?.push(line)
  return {
    head: keysOf(lines.slice(head + 1, tags === -1 ? at : tags), 2),
    transactions: parts.map((part) => keysOf(part, 4)),
  }
}

function keysOf(lines: readonly string[], indent: number): ExpectedRecord {
  const found: Record<string, ExpectedValue> = {}
  const key = new RegExp(`^ {${indent}}([A-Za-z_0-9]+):(.*)$`)
  let name = ''
  let block: string[] = []
  const close = (): void => {
    if (name !== '') found[name] = valueOf(block)
    name = ''
  }
  for (const line of lines) {
    const match = key.exec(line)
    if (match === null && !new RegExp(`^ {0,${indent - 1}}\\S`).test(line)) block.push(line)
    else {
      close()
      name = match?.[1] ?? ''
      block = [(match?.[2] ?? '').trimStart()]
    }
  }
  close()
  return found
}

function valueOf(block: readonly string[]): ExpectedValue {
  const text = block.join('\n')
  const day = dateOf(text)
  const amount = /decimal\.Decimal\s+- '(-?[\d.]+)'/.exec(text)?.[1]
  if (amount !== undefined) {
    const currency = /currency: (\S+)/.exec(text)?.[1] ?? null
    const status = /status: ([CD])/.exec(text)?.[1]
    return {
      amount,
      currency: currency === 'null' ? null : currency,
      ...(day === undefined ? {} : { date: day }),
      ...(status === undefined ? {} : { status }),
    }
  }
  return day ?? scalar(text.trim())
}

function dateOf(text: string): string | undefined {
  const code = /models\.Date(?:Time)?\s+- !!binary \|\s+(\S+)/.exec(text)?.[1]
  if (code === undefined) return undefined
  const [high = 0, low = 0, month = 0, day = 0] = Buffer.from(code, 'base64')
  return `${high * 256 + low}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** One line end folds to a space, a blank line to a line end. */
const fold = (text: string): string =>
  text.replaceAll(/[ \t]*\n((?:[ \t]*\n)*)[ \t]*/g, (_, blanks: string) =>
    blanks === '' ? ' ' : '\n'.repeat(blanks.split('\n').length - 1),
  )

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', '\\': '\\', '"': '"', ' ': ' ' }

function scalar(text: string): string | null {
  if (text === 'null' || text === '') return null
  if (text.startsWith("'")) return fold(text.slice(1, -1)).replaceAll("''", "'")
  if (!text.startsWith('"')) return fold(text)
  const joined = text.slice(1, -1).replaceAll(/\\\n\s*/g, '')
  return fold(joined).replaceAll(/\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|.)/g, (_, code: string) =>
    code.length > 1
      ? String.fromCodePoint(Number.parseInt(code.slice(1), 16))
      : (ownOf(escapes, code) ?? code),
  )
}
