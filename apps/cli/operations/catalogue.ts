import { readFileSync } from 'node:fs'

/** A field of a query or of a body, as the API's own description tells it. */
export type Field = {
  readonly name: string
  readonly kind: 'text' | 'json' | 'list' | 'integer' | 'enum' | 'date-time' | 'date' | 'boolean' | 'amount'
  readonly options?: readonly string[]
  readonly say?: string
  readonly required?: boolean
}
/** A route that an API key may call. */
export type Operation = {
  readonly id: string
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly params?: readonly string[]
  readonly say: string
  readonly scope: string
  readonly moves_money?: boolean
  readonly is_paged?: boolean
  /** Served at the vault's own address. */
  readonly is_at_vault?: boolean
  /** What it can answer beside JSON: `text/csv; charset=utf-8`. */
  readonly answers?: string
  readonly query?: readonly Field[]
  readonly fields?: readonly Field[]
  readonly example?: unknown
}

let read: ReadonlyMap<string, Operation> | undefined

/** Every operation by its words: `ledger accounts freeze`. */
export function operations(): ReadonlyMap<string, Operation> {
  const file = new URL('../operations.gen.json', import.meta.url)
  read ??= new Map(Object.entries(JSON.parse(readFileSync(file, 'utf8')) as Record<string, Operation>))
  return read
}

/** What a hand-written command does, and offers more: the command by the words of the operation. */
export const covered: Readonly<Record<string, string>> = {
  'bank-files create': 'bank-files create',
  'events stream': 'events tail',
  'sandbox clock advance': 'clock advance',
  'sandbox clock freeze': 'clock freeze',
  'sandbox clock get': 'clock show',
  'sandbox clock resume': 'clock resume',
  'sandbox events simulate': 'trigger',
  'sandboxes create': 'clock create',
}

/** `payment_method` as a flag: `--payment-method`. */
export const flagOf = (name: string): string => `--${name.replaceAll('_', '-')}`
