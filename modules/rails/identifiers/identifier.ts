import type { Day } from '../../../kernel/world.ts'
import { readAccountNumber } from './account_number.ts'
import { readBic } from './bic.ts'
import { readCreditorId } from './creditor_id.ts'
import { type AccountScheme, isAccountScheme } from './facts/account_schemes.ts'
import type { Reading } from './fault.ts'
import { printedIban, readIban } from './iban.ts'
import { readJapaneseName } from './jp_name.ts'
import { readLei } from './lei.ts'
import { type ProxyScheme, readProxy } from './proxy.ts'

/** Every kind of identifier that this folder reads. */
export type IdentifierScheme =
  | 'iban'
  | 'bic'
  | 'lei'
  | 'sepa_creditor_id'
  | 'jp_name'
  | AccountScheme
  | ProxyScheme

/** An identifier of any kind. Reading `value` again gives the same; `printed` is for people. */
export type Identifier = {
  readonly scheme: IdentifierScheme
  readonly value: string
  readonly printed: string
}

/** Reads an identifier whose kind is known: see the reader of each for its faults. Never throws. */
export function readIdentifier(scheme: IdentifierScheme, text: string, on: Day): Reading<Identifier> {
  if (isAccountScheme(scheme))
    return as(scheme, readAccountNumber(scheme, text, on), ({ printed }) => printed)
  switch (scheme) {
    case 'iban':
      return as(scheme, readIban(text, on), ({ value }) => printedIban(value))
    case 'bic':
      return as(scheme, readBic(text), ({ value }) => value)
    case 'lei':
      return as(scheme, readLei(text), ({ value }) => value)
    case 'sepa_creditor_id':
      return as(scheme, readCreditorId(text), ({ value }) => value)
    case 'jp_name': {
      const read = readJapaneseName(text)
      return read.ok ? { ...read, value: { scheme, value: read.value, printed: read.value } } : read
    }
    default:
      return as(scheme, readProxy(scheme, text, on), ({ value }) => value)
  }
}

function as<T extends { readonly value: string }>(
  scheme: IdentifierScheme,
  read: Reading<T>,
  print: (value: T) => string,
): Reading<Identifier> {
  return read.ok ? { ...read, value: { scheme, value: read.value.value, printed: print(read.value) } } : read
}
