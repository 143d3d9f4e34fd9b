import { isIP } from 'node:net'
import { type Id, isId } from '../../kernel/id.ts'
import type { Instant } from '../../kernel/world.ts'
import { canonicalEmail } from './keys.ts'
import { readNetwork } from './network.ts'

export const itemKinds = [
  'card',
  'bin',
  'email',
  'email_domain',
  'ip',
  'country',
  'device',
  'customer',
] as const
export type ItemKind = (typeof itemKinds)[number]
/** What a payment that stands on the list comes to; `none`: only what rules make of it. */
export const listEffects = ['block', 'review', 'challenge', 'allow', 'none'] as const
export type ListEffect = (typeof listEffects)[number]

export type RiskList = {
  readonly id: Id<'lst'>
  readonly name: string
  readonly kind: ItemKind
  readonly effect: ListEffect
  /** How many items it has, expired ones included until they are removed. */
  readonly items: number
  readonly created_at: Instant
  readonly updated_at: Instant
}
export type NewList = Pick<RiskList, 'id' | 'name' | 'kind' | 'effect'>
export type NewItem = { readonly value: string; readonly expires_at: Instant | null }

/** Values that say who somebody is are stored as their hash only. */
const personal: ReadonlySet<ItemKind> = new Set(['card', 'email', 'ip', 'device'])
export const isPersonal = (kind: ItemKind): boolean => personal.has(kind)

/** What a value must look like, for the fault that names it. */
export const valueRule: Readonly<Record<ItemKind, string>> = {
  card: 'must be a card’s fingerprint: 32 hexadecimal digits',
  bin: 'must be the first 6 to 8 digits of a card number',
  email: 'must be an e-mail address',
  email_domain: 'must be a domain such as example.com',
  ip: 'must be an IP address, or a network of /8, /16 or /24 (IPv4), /32, /48 or /64 (IPv6)',
  country: 'must be two capital letters of ISO 3166-1',
  device: 'must have 1 to 200 characters',
  customer: 'must be an id that begins with cus_',
}

/** The one spelling of a value, as payments are looked up; undefined when it is not of its kind. */
export function canonicalValue(kind: ItemKind, text: string): string | undefined {
  const value = text.trim()
  switch (kind) {
    case 'card':
      return /^[0-9a-f]{32}$/.test(value) ? value : undefined
    case 'bin':
      return /^\d{6,8}$/.test(value) ? value : undefined
    case 'email':
      return /^[^\s@]+@[^\s@]+$/.test(value) ? canonicalEmail(value) : undefined
    case 'email_domain':
      return /^[^\s@.]+(\.[^\s@.]+)+$/.test(value) ? value.toLowerCase() : undefined
    case 'ip':
      return readNetwork(value)
    case 'country':
      return /^[A-Z]{2}$/.test(value) ? value : undefined
    case 'device':
      return value.length >= 1 && value.length <= 200 ? value : undefined
    case 'customer':
      return isId('cus', value) ? value : undefined
  }
}

/** Enough to recognise a value by, and not enough to learn it from. */
export function hintOf(kind: ItemKind, value: string): string {
  switch (kind) {
    case 'card':
      return `…${value.slice(-4)}`
    case 'email':
      return `${value.slice(0, 1)}…@…`
    case 'device':
      return '…'
    case 'ip':
      return isIP(value.split('/')[0] ?? '') === 4 ? `${value.split('.')[0]}.…` : `${value.split(':')[0]}:…`
    default:
      return value.slice(0, 60)
  }
}
