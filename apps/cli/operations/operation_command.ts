import { type Command, Option } from 'commander'
import { acting } from '../acting.ts'
import { connected, type ConnectOptions } from '../connect.ts'
import type { Means } from '../means.ts'
import { cellOf } from './cell.ts'
import { type Field, flagOf, type Operation } from './catalogue.ts'

export type Named = { readonly name: string; readonly verb: string; readonly operation: Operation }
/** What the flags of fields said, by attribute, beside the flags that every such command has. */
export type OperationOptions = ConnectOptions & {
  readonly set?: string[]
  readonly body?: string
  readonly idempotencyKey?: string
  readonly wait?: string
  readonly yes?: boolean
  readonly limit?: string
  readonly all?: boolean
  readonly output?: string
  readonly vaultUrl?: string
  readonly [attribute: string]: unknown
}

/** The command of one operation: what its path asks for as arguments, its fields as flags. */
export function operationCommand(parent: Command, means: Means, named: Named): void {
  const { name, verb, operation } = named
  const { params = [], fields, query = [] } = operation
  const command = parent.command(verb).description(operation.say)
  for (const param of params) command.argument(`<${param}>`)
  for (const field of query) command.addOption(fieldOption(field).helpGroup('Filters:'))
  for (const field of fields ?? []) command.addOption(fieldOption(field).helpGroup('Fields:'))
  formOptions(command, operation)
  connected(command, new Set([...query, ...(fields ?? [])].map((field) => flagOf(field.name))))
  command.addHelpText(
    'after',
    () => `\nExample:\n  ${exampleCall(name, operation)}\n\nNeeds the scope ${operation.scope}.`,
  )
  command.action(
    acting(
      means,
      async (...args: unknown[]) => {
        const { runOperation } = await import('./run_operation.ts')
        const options = args.at(-2) as OperationOptions
        await runOperation(means, { name, operation }, args.slice(0, params.length) as string[], options)
      },
      (param) => flagOfFault(operation, param),
    ),
  )
}

const values: Readonly<Record<Field['kind'], string>> = {
  text: '<text>',
  json: '<json>',
  list: '<text...>',
  integer: '<number>',
  enum: '<which>',
  'date-time': '<time>',
  date: '<date>',
  boolean: '[true|false]',
  amount: '<amount>',
}
const forms: Readonly<Partial<Record<Field['kind'], string>>> = {
  json: 'JSON, or @file',
  'date-time': '2026-12-24T18:00:00Z, or a day',
  date: '2026-12-24',
  amount: '"10.50 EUR", or 10.50 with --currency',
}

function fieldOption({ name, kind, say, options, required }: Field): Option {
  const isPairs = name === 'metadata'
  const said = [say, isPairs ? undefined : forms[kind], required === true ? '(required)' : undefined]
  const option = new Option(
    `${flagOf(name)} ${isPairs ? '<name=value...>' : values[kind]}`,
    said.filter((part) => part !== undefined).join(' '),
  )
  // For the help and for completion; what is said is checked where a near miss can be named.
  if (options !== undefined) option.argChoices = [...options]
  return option
}

function formOptions(command: Command, { fields, is_paged, answers, ...operation }: Operation): void {
  const add = (flags: string, what: string): void =>
    void command.addOption(new Option(flags, what).helpGroup('How:'))
  const names = new Set(fields?.map(({ name }) => name))
  if (fields?.some(({ kind }) => kind === 'amount') === true && !names.has('currency'))
    add('--currency <code>', 'of amounts that do not say theirs; by default that of what is acted on')
  if (fields !== undefined) {
    add('-d, --set <name=text...>', 'any field; a.b=text for one inside, name:=json for other than text')
    add('--body <json>', 'the whole body, or @file to read it')
  }
  if (operation.method !== 'GET')
    add('--idempotency-key <key>', 'your own, for a repeat that changes nothing')
  if (operation.moves_money === true) {
    add('--wait <seconds>', 'how long to wait for the outcome')
    add('--yes', 'do not ask before money of a live tenant moves')
  }
  if (is_paged === true) {
    add('--limit <rows>', 'how many; 20 when absent')
    add('--all', 'every one there is')
  }
  if (operation.is_at_vault === true)
    add('--vault-url <url>', 'address of the vault (FLORIN_VAULT_URL); by default the port after the API’s')
  if (answers !== undefined)
    add('--output <file>', `where the ${mediaName(answers)} goes; by default it is printed`)
}

const mediaName = (media: string): string =>
  media.includes('csv') ? 'CSV file' : media.includes('ndjson') ? 'file of JSON lines' : 'file'

/** A call that works, as it is typed. */
export function exampleCall(name: string, { example, params = [], fields = [] }: Operation): string {
  const call = ['florin', name, ...params.map((param) => `<${param}>`)].join(' ')
  return example === undefined ? call : `${call}${exampleFlags(example, fields)}`
}

/** The example of the API, as flags. */
function exampleFlags(example: unknown, fields: readonly Field[]): string {
  const kinds = new Map(fields.map(({ name, kind }) => [name, kind]))
  return Object.entries(example as Record<string, unknown>)
    .map(([name, value]) => ` ${exampleFlag(name, value, kinds.get(name))}`)
    .join('')
}

function exampleFlag(name: string, value: unknown, kind: Field['kind'] | undefined): string {
  if (kind === undefined) return `-d ${quoted(`${name}:=${JSON.stringify(value)}`)}`
  if (kind === 'list') return `${flagOf(name)} ${(value as string[]).map(quoted).join(' ')}`
  if (name === 'metadata')
    return Object.entries(value as object).reduce(
      (text, pair) => `${text} ${quoted(pair.join('='))}`,
      flagOf(name),
    )
  const isPlain = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
  if (isPlain) return `${flagOf(name)} ${quoted(String(value))}`
  const amount = kind === 'amount' ? cellOf(name, value) : undefined
  if (amount !== undefined) return `${flagOf(name)} ${quoted(amount)}`
  return kind === 'json'
    ? `${flagOf(name)} ${quoted(JSON.stringify(value))}`
    : `-d ${quoted(`${name}:=${JSON.stringify(value)}`)}`
}

const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`

/** A field that the API names in a refusal, as the flag it was written with. */
function flagOfFault({ fields = [], query = [] }: Operation, param: string): string {
  const [first = '', ...inside] = param.split(/[.[/]/).filter(Boolean)
  if (![...fields, ...query].some(({ name }) => name === first)) return param
  return inside.length === 0 ? flagOf(first) : `${flagOf(first)} (${param})`
}
