import type { Tone } from '../shape/tone.ts'

export const groups = [
  'Payments',
  'Acquiring',
  'Payouts',
  'Bank rails',
  'Ledger',
  'Reconciliation',
  'Developers',
  'Organization',
] as const
export type Group = (typeof groups)[number]

export type Get = `GET /v1/${string}`
export type Unsafe = `${'POST' | 'PUT' | 'PATCH' | 'DELETE'} /v1/${string}`

/** The resources by which a tenant is connected with those it works with. */
export const connections = ['acquirer-accounts', 'bank-connections', 'payee-providers'] as const
export type Connection = (typeof connections)[number]

/** Something that belongs to one object and is listed on its page. */
export type Part = {
  readonly title: string
  readonly route: Get
  readonly columns: readonly string[]
  /** Query fields, by the field of the object that fills each; the path is filled by `id`. */
  readonly by?: Readonly<Record<string, string>>
  /** Drawn as more than a table. */
  readonly view?: 'decisions' | 'gauges' | 'tried'
  /** Where its rows are found in the answer, when that is no list. */
  readonly from?: string
}

/** What is said of an action beyond what its route says. */
export type Note = {
  readonly label?: string
  /** States in which it makes sense; in every one when absent. */
  readonly when?: readonly string[]
  /** Moves money or cannot be undone: it is asked for twice. */
  readonly is_danger?: boolean
  /** Fields of the body that the object itself fills. */
  readonly fills?: Readonly<Record<string, string>>
  /** Fields that the API can do without and most people want: they are asked for with those that are needed. */
  readonly asks?: readonly string[]
}

export type Resource = {
  /** In the address: `/dashboard/payments`. */
  readonly name: string
  readonly title: string
  /** One of them, in a sentence. */
  readonly one: string
  readonly group: Group
  /** Of its ids, before the underscore. */
  readonly prefix?: string
  readonly list: Get
  /** Absent: the row of the list is all there is. */
  readonly item?: Get
  /** Shown at first, in this order. */
  readonly columns: readonly string[]
  /** Offered besides. */
  readonly more?: readonly string[]
  /** The field that says how it stands; `status` or `state` when absent. */
  readonly tones?: Readonly<Record<string, Tone>>
  /** Its times are everybody’s, also in a sandbox whose clock was moved. */
  readonly is_by_the_wall?: true
  readonly timeline?: Get
  readonly parts?: readonly Part[]
  /** Lists of other resources, narrowed to this object. */
  readonly related?: readonly { readonly resource: string; readonly by: string; readonly from?: string }[]
  readonly actions?: Readonly<Record<Unsafe, Note>>
  /** Routes that make something from this object though they do not lie below it. */
  readonly also?: Readonly<Record<Unsafe, Note>>
  /** Said of making a new one. */
  readonly create?: Note
  /** What an empty list teaches, in one or two sentences that are true of every tenant. */
  readonly teaches: string
  /** Taught besides where the world is simulated. */
  readonly in_sandbox?: string
  /** What has to be connected before a live tenant has any: a sandbox comes with a simulated one. */
  readonly needs?: Connection
}

/** The part of a route that the pages work with; made from the API's own description. */
export type ApiField = {
  readonly name: string
  readonly kind: 'amount' | 'enum' | 'boolean' | 'integer' | 'date' | 'date-time' | 'text' | 'list' | 'json'
  readonly required?: boolean
  readonly options?: readonly string[]
  readonly say?: string
}
export type ApiRoute = {
  readonly say: string
  readonly scope: string
  readonly moves_money?: boolean
  readonly is_paged?: boolean
  readonly query?: readonly ApiField[]
  readonly fields?: readonly ApiField[]
  readonly example?: Readonly<Record<string, unknown>>
}
