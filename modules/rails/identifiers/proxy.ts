import type { Day } from '../../../kernel/world.ts'
import { readAccountNumber } from './account_number.ts'
import type { AccountScheme } from './facts/account_schemes.ts'
import { INPUT_CHARS_MAX, type Reading, reading, refused, unread } from './fault.ts'

/** A name that stands for an account: the rail's directory knows which. */
export type ProxyScheme = 'br_pix_key' | 'hk_fps_id' | 'sg_paynow' | 'in_vpa' | 'ar_alias' | 'msisdn'
type ProxyKind = 'cpf' | 'cnpj' | 'phone' | 'email' | 'random' | 'fps_id' | 'nric' | 'uen' | 'vpa' | 'alias'
export type Proxy = { readonly scheme: ProxyScheme; readonly kind: ProxyKind; readonly value: string }

const EMAIL_CHARS_MAX = 77 // Pix: the longest key that its directory takes
const emailShape = /^[a-z0-9.!#$&'*+/=?^_`{|}~-]+@[a-z0-9-]+(\.[a-z0-9-]+)+$/
const shapes = {
  phone: /^\+[1-9]\d{6,14}$/,
  random: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  fps_id: /^(\d{7}|\d{9})$/,
  vpa: /^[a-z0-9.\-_]{2,50}@[a-z][a-z0-9]{1,63}$/,
  alias: /^[a-z0-9.-]{6,20}$/,
}
type Typed = { readonly kind: ProxyKind; readonly value: string; readonly number?: AccountScheme }

/**
 * Reads a proxy: a Pix key (CPF, CNPJ, phone, e-mail or random), an FPS id of Hong Kong, a PayNow name of Singapore, a
 * virtual payment address of India, an alias of Argentina, a phone number. Faults: `<scheme>_structure`, and those of
 * the number that it is. Whether the proxy is registered only its directory knows. Never throws.
 */
export function readProxy(scheme: ProxyScheme, text: string, on: Day): Reading<Proxy> {
  const plain = text.slice(0, INPUT_CHARS_MAX).normalize('NFKC').trim().toLowerCase()
  const typed = kinds[scheme](plain)
  if (typed === undefined)
    return unread(refused(`${scheme}_structure`, scheme, `it is none of the forms of ${scheme}`))
  const { kind, value, number } = typed
  if (number === undefined) return reading({ scheme, kind, value }, [])
  const read = readAccountNumber(number, value, on)
  return read.ok ? reading({ scheme, kind, value: read.value.value }, read.noted) : read
}

const phone = (text: string): Typed | undefined => {
  const value = text.replaceAll(/[\s().-]/g, '')
  return shapes.phone.test(value) ? { kind: 'phone', value } : undefined
}
const email = (text: string): Typed | undefined =>
  text.length <= EMAIL_CHARS_MAX && emailShape.test(text) ? { kind: 'email', value: text } : undefined
const plainNumber = (text: string): string => text.replaceAll(/[\s./-]/g, '')
const shaped = (kind: 'random' | 'fps_id' | 'vpa' | 'alias', text: string): Typed | undefined =>
  shapes[kind].test(text) ? { kind, value: text } : undefined

/** Eleven digits are a CPF: a phone number of Pix begins with +55. Source: Banco Central do Brasil, manual of the DICT. */
function pix(text: string): Typed | undefined {
  const found = shaped('random', text) ?? email(text)
  if (found !== undefined) return found
  const mobile = phone(text)
  if (mobile !== undefined) return /^\+55\d{10,11}$/.test(mobile.value) ? mobile : undefined
  const number = plainNumber(text)
  if (/^\d{11}$/.test(number)) return { kind: 'cpf', value: number, number: 'br_cpf' }
  return /^[a-z0-9]{12}\d\d$/.test(number) ? { kind: 'cnpj', value: number, number: 'br_cnpj' } : undefined
}

function payNow(text: string): Typed | undefined {
  const mobile = phone(text)
  if (mobile !== undefined) return /^\+65[3689]\d{7}$/.test(mobile.value) ? mobile : undefined
  const vpa = /^\+?[a-z0-9]+#[a-z0-9]+$/.test(text) ? text : undefined
  if (vpa !== undefined) return { kind: 'vpa', value: vpa }
  const number = plainNumber(text)
  if (/^[stfgm]\d{7}[a-z]$/.test(number)) return { kind: 'nric', value: number, number: 'sg_nric' }
  return /^[a-z0-9]{8,9}[a-z]$/.test(number) ? { kind: 'uen', value: number, number: 'sg_uen' } : undefined
}

const kinds: Readonly<Record<ProxyScheme, (text: string) => Typed | undefined>> = {
  br_pix_key: pix,
  hk_fps_id: (text) => shaped('fps_id', plainNumber(text)) ?? email(text) ?? phone(text),
  sg_paynow: payNow,
  in_vpa: (text) => shaped('vpa', text),
  ar_alias: (text) => shaped('alias', text),
  msisdn: phone,
}
