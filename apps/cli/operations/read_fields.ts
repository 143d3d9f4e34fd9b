import { readFile } from 'node:fs/promises'
import { Option } from 'commander'
import { amountFrom, pairsFrom } from '../amount_flags.ts'
import { bodyFrom, wholeBody } from '../body_fields.ts'
import { usage } from '../exits.ts'
import { didYouMean } from '../nearest.ts'
import { isDay, isTime, TIME_FORM } from '../times.ts'
import { type Field, flagOf, type Operation } from './catalogue.ts'
import type { OperationOptions } from './operation_command.ts'

type Json = Record<string, unknown>
/** Asked when an amount does not say its currency; undefined where there is nothing to take it from. */
export type CurrencyOf = () => Promise<string | undefined>

type Said = string | true | string[] | undefined
const saidOf = (options: OperationOptions, { name }: Field): Said =>
  options[new Option(`${flagOf(name)} <x>`).attributeName()] as Said

/**
 * The body that flags, `-d` and `--body` write together: each goes over what the one before it said. Undefined for a
 * route that takes none. Errors: CommandError, in the words of the flags.
 */
export async function readBody(
  { fields, method }: Operation,
  options: OperationOptions,
  currencyOf: CurrencyOf,
): Promise<Json | undefined> {
  if (fields === undefined) return undefined
  const told = await readFields(fields, options, currencyOf)
  const whole = await wholeBody(options.body)
  const body = bodyFrom({ ...whole, ...told }, options.set ?? []) ?? {}
  const missing = fields.filter(({ name, required }) => required === true && !Object.hasOwn(body, name))
  if (missing.length > 0 && method !== 'PATCH')
    throw usage(
      `${missing.map(({ name }) => flagOf(name)).join(', ')} ${missing.length === 1 ? 'is' : 'are'} required`,
      'write fields as flags, with -d name=text, or with --body @file; --help says what they are',
    )
  return body
}

/** The filters that were said, as the query takes them. */
export const readQuery = ({ query = [] }: Operation, options: OperationOptions) =>
  readFields(query, options, () => Promise.resolve(undefined)) as Promise<
    Record<string, string | number | boolean | string[]>
  >

async function readFields(fields: readonly Field[], options: OperationOptions, currencyOf: CurrencyOf) {
  const told: Json = {}
  for (const field of fields) {
    const said = saidOf(options, field)
    if (said === undefined) continue
    told[field.name] =
      field.kind === 'amount'
        ? await amountOf(field, String(said), options, currencyOf)
        : await valueOf(field, said)
  }
  return told
}

async function amountOf(field: Field, text: string, options: OperationOptions, currencyOf: CurrencyOf) {
  const flag = flagOf(field.name)
  const [number = '', own] = text.trim().split(/\s+/)
  const currency = own ?? (options['currency'] as string | undefined) ?? (await currencyOf())
  if (currency === undefined)
    throw usage(`${flag} does not say its currency`, `write ${flag} "${number} EUR", or add --currency EUR`)
  return amountFrom(number, currency, flag)
}

async function valueOf(field: Field, said: string | true | string[]): Promise<unknown> {
  const { kind, name, options = [] } = field
  const flag = flagOf(name)
  if (name === 'metadata') return pairsFrom(said as string[], flag)
  if (kind === 'list') return said
  const text = String(said)
  if (kind === 'json') return jsonOf(flag, text)
  const wrong = (what: string): Error => usage(`${flag} takes ${what}, not “${text}”`)
  if (kind === 'enum') {
    if (options.includes(text)) return text
    throw usage(
      `${flag} does not take “${text}”${didYouMean(text, options)}`,
      `it is one of ${options.join(', ')}`,
    )
  }
  if (kind === 'boolean') {
    if (text === 'true' || text === 'false') return text === 'true'
    throw wrong('true or false')
  }
  if (kind === 'integer') {
    if (/^-?\d{1,15}$/.test(text)) return Number(text)
    throw wrong('a whole number')
  }
  if (kind === 'date' && !isDay(text)) throw wrong('a day such as 2026-12-24')
  if (kind === 'date-time' && !isTime(text)) throw wrong(`a time such as ${TIME_FORM}`)
  return text
}

async function jsonOf(flag: string, text: string): Promise<unknown> {
  const file = text.startsWith('@') ? text.slice(1) : undefined
  const json =
    file === undefined
      ? text
      : await readFile(file, 'utf8').catch(() => {
          throw usage(`${file} cannot be read`)
        })
  try {
    return JSON.parse(json) as unknown
  } catch {
    const name = flag.slice(2).replaceAll('-', '_')
    throw usage(`${flag} takes JSON, not “${text}”`, `for one field inside write -d ${name}.field=text`)
  }
}
