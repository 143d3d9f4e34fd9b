import { toMinor } from '../../sdk/typescript/index.ts'
import { usage } from './exits.ts'

export type AmountJson = { readonly value: string; readonly currency: string }

/**
 * `--amount 10.50` in a currency as the API takes it. Errors: CommandError for what is no amount of the currency, and for
 * nothing as the amount of something that moves.
 */
export function amountFrom(text: string, currency: string, flag = '--amount'): AmountJson {
  if (!/^[A-Z]{3}$/.test(currency)) throw usage(`“${currency}” is not a currency`, 'write it as USD')
  const minor = toMinor(text, currency)
  if (!minor.ok) throw usage(`${flag}: ${minor.why}`)
  const isMoving = flag === '--amount'
  if (minor.value < 0n || (isMoving && minor.value === 0n)) throw usage(`${flag} must be more than nothing`)
  return { value: String(minor.value), currency }
}

/** `name=value` pairs, as metadata. */
export function pairsFrom(
  texts: readonly string[] | undefined,
  flag: string,
): Record<string, string> | undefined {
  if (texts === undefined) return undefined
  return Object.fromEntries(
    texts.map((text) => {
      const at = text.indexOf('=')
      if (at < 1) throw usage(`${flag} takes name=value, not “${text}”`)
      return [text.slice(0, at), text.slice(at + 1)]
    }),
  )
}

/** The pairs whose value is there. */
export const present = <T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never

/** A whole number between two others. For the parser of an option. */
export const wholeBetween =
  (flag: string, least: number, most: number) =>
  (text: string): number => {
    const value = Number(text)
    if (!/^\d{1,9}$/.test(text) || value < least || value > most)
      throw usage(`${flag} takes a whole number from ${least} to ${most}, not “${text}”`)
    return value
  }
