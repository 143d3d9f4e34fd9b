import { masked } from '../../../files/fault.ts'
import { mod97 } from '../../../identifiers/digits.ts'
import type { Codec } from './codec.ts'
import { leaf, refusedAs } from './leaf.ts'
import { patterned } from './text.ts'

const IBAN = /^[A-Z]{2}\d{2}[A-Za-z0-9]{1,30}$/

/** ISO 13616: the four first characters behind the rest, letters as numbers from 10, leave 1 when divided by 97. */
const isIban = (text: string): boolean =>
  IBAN.test(text) && mod97(text.slice(4).toUpperCase() + text.slice(0, 4)) === 1

export const iban: Codec<string> = leaf({
  form: {
    kind: 'text',
    length: 34,
    examples: ['DE89370400440532013000', 'FR1420041010050500013M02606', 'NL91ABNA0417164300'],
  },
  judge: (value) =>
    isIban(value)
      ? { value }
      : {
          value,
          problem: refusedAs('iso20022_iban', `the check digits of ${masked(value)} do not fit, or its form`),
        },
  print: (value) => (isIban(value) ? { text: value } : { why: 'the IBAN has another form or check digits' }),
})

/** ISO 9362, as the stricter, older schemas have it: the newer ones allow digits in the first four. */
export const bic = patterned({
  length: 11,
  pattern: /^[A-Z0-9]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/,
  rule: 'iso20022_bic',
  detail: 'a BIC has 8 or 11 characters: bank, country, place and perhaps a branch',
  examples: ['COBADEFFXXX', 'BNPAFRPP', 'DEUTDEFF500', 'CHASUS33'],
})

/** ISO 17442: the 20 characters leave 1 when divided by 97. */
export const lei: Codec<string> = leaf({
  form: { kind: 'text', length: 20, examples: ['529900T8BM49AURSDO55', '7LTWFZYICNSX8D621K86'] },
  judge: (value) =>
    isLei(value)
      ? { value }
      : { value, problem: refusedAs('iso20022_lei', 'the check digits of the LEI do not fit, or its form') },
  print: (value) => (isLei(value) ? { text: value } : { why: 'the LEI has another form or check digits' }),
})
const isLei = (text: string): boolean => /^[A-Z0-9]{18}\d{2}$/.test(text) && mod97(text) === 1

export const uetr = patterned({
  length: 36,
  pattern: /^[a-f0-9]{8}-[a-f0-9]{4}-4[a-f0-9]{3}-[89ab][a-f0-9]{3}-[a-f0-9]{12}$/,
  rule: 'iso20022_uetr',
  detail: 'a UETR is a UUID of version 4 in small letters',
  examples: ['8a562c67-ca16-48ba-b074-65581be6f011', '00000000-0000-4000-8000-000000000000'],
})

/**
 * A SEPA creditor identifier: country, two check digits, three characters that the creditor chooses and that the
 * digits leave out, and the national part, of which only letters and digits count. Source: EPC262-08.
 */
export function isCreditorIdentifier(text: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Za-z0-9]{3}[A-Za-z0-9+?/:().,' -]{1,28}$/.test(text)) return false
  const national = text.slice(7).replaceAll(/[^A-Za-z0-9]/g, '')
  return mod97((national + text.slice(0, 4)).toUpperCase()) === 1
}
