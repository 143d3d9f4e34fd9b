import type { Id } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'
import type { Metadata, MetadataPatch } from './parties_changes.ts'
import type { Address } from './parties_fields.ts'

/** Who pays. Of a deleted one only the id and the times are left. */
export type Customer = {
  readonly id: Id<'cus'>
  readonly reference: string | null
  readonly name: string | null
  readonly email: string | null
  /** E.164. */
  readonly phone: string | null
  readonly billing_address: Address | null
  readonly shipping_address: Address | null
  readonly default_payment_method: Id<'pm'> | null
  readonly metadata: Metadata
  readonly created_at: Instant
  readonly updated_at: Instant
  readonly deleted_at: Instant | null
}

/** What a customer is created with, and what a repeat of its creation is compared by. */
export type CustomerFields = Omit<
  Customer,
  'id' | 'default_payment_method' | 'created_at' | 'updated_at' | 'deleted_at'
>
export type NewCustomer = CustomerFields & { readonly id: Id<'cus'> }
/** A field that is not named stays; null empties it. */
export type CustomerPatch = Partial<Omit<CustomerFields, 'metadata' | 'reference'>> & {
  readonly default_payment_method?: Id<'pm'> | null
  readonly metadata?: MetadataPatch
}

/** Addresses of the same mailbox written in other letter case are one: what a search compares. */
export const emailKey = (email: string | null): string | null => email?.toLowerCase() ?? null

/** What is left of a customer: enough for payments to point to somebody, and nothing of the person. */
export const erased = (customer: Customer, at: Instant): Customer => ({
  ...customer,
  reference: null,
  name: null,
  email: null,
  phone: null,
  billing_address: null,
  shipping_address: null,
  default_payment_method: null,
  metadata: {},
  updated_at: at,
  deleted_at: at,
})

export const customerJson = (customer: Customer) => ({
  id: customer.id,
  reference: customer.reference,
  name: customer.name,
  email: customer.email,
  phone: customer.phone,
  billing_address: customer.billing_address,
  shipping_address: customer.shipping_address,
  default_payment_method: customer.default_payment_method,
  metadata: customer.metadata,
  created_at: instantText(customer.created_at),
  updated_at: instantText(customer.updated_at),
  deleted_at: customer.deleted_at === null ? null : instantText(customer.deleted_at),
})
