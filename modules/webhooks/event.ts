import { type Id, idOf } from '../../kernel/id.ts'
import { type Instant, instantText } from '../../kernel/world.ts'

/** A public fact as it is stored: `told` is the JSON of its `data`. */
export type StoredEvent = {
  readonly seq: bigint
  readonly id: Id<'evt'>
  readonly type: string
  /** Public id of what it is about; its own id where it is about nothing in particular. */
  readonly object_id: string
  /** Counts the events of the object from 1 without gaps. */
  readonly sequence: number
  readonly previous_id: Id<'evt'> | null
  /** By the tenant's clock. */
  readonly created_at: Instant
  readonly api_version: string
  readonly correlation_id: string | null
  readonly told: string
}

/** Where an event stands: its place in the feed, and its id, by which callers name the place. */
export type EventPlace = { readonly seq: bigint; readonly id: Id<'evt'> }

/** Before everything: a stream that began when nothing had happened yet goes on from here. No event has this id. */
export const BEFORE_ALL: EventPlace = { seq: 0n, id: idOf('evt', '00000000-0000-0000-0000-000000000000') }

const quoted = (text: string | null): string => (text === null ? 'null' : `"${text}"`)

/**
 * An event on the wire, the same bytes in a webhook, a list and the stream. `tenant` is the public id. All texts but
 * `told` are ids, types and versions of a form that needs no escaping.
 */
export const eventText = (event: StoredEvent, tenant: string): string =>
  `{"id":"${event.id}","type":"${event.type}","object_id":${quoted(event.object_id === event.id ? null : event.object_id)},"api_version":"${event.api_version}","created_at":"${instantText(event.created_at)}","tenant_id":"${tenant}","sequence":${event.sequence},"previous_id":${quoted(event.previous_id)},"correlation_id":${JSON.stringify(event.correlation_id)},"data":${event.told}}`
