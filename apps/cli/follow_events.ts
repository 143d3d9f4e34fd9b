import type { Command } from 'commander'
import type { Client, FlorinEvent, StreamEvent, StreamState } from '../../sdk/typescript/index.ts'
import { connected, type ConnectOptions } from './connect.ts'
import type { Means } from './means.ts'
import { paint, statusText } from './show.ts'

export type FollowOptions = ConnectOptions & {
  readonly type?: string[]
  readonly after?: string
  readonly object?: string
}

export const followed = (command: Command): Command =>
  connected(command)
    .option('--type <type...>', 'only these types; payment.* for all of payments')
    .option('--object <id>', 'only what happens to this object')
    .option('--after <id>', 'begin behind this event (evt_…); by default from now on')

/** Events until Ctrl-C. A lost connection is opened again behind the last event, so none is lost and none comes twice. */
export function follow(means: Means, client: Client, options: FollowOptions): AsyncGenerator<StreamEvent> {
  const { type, after, object } = options
  return client.stream('/v1/events/stream', {
    signal: means.interrupted(),
    // Both go along each time; where a connection is opened again, the last event beats what was asked first.
    query: { types: type, object_id: object },
    ...(after === undefined ? {} : { after }),
    on_state: (state) => means.err(paint('dim', stateText(state))),
  })
}

function stateText(state: StreamState): string {
  if (state.state === 'open') return 'Ready: events come from here on. Ctrl-C stops.'
  const from = state.after === null ? '' : `, behind ${state.after}`
  return `The connection was lost (${state.why}); opened again in ${(state.wait_ms / 1_000).toFixed(1)} s${from}.`
}

/** Time, type, object, status. */
export function eventLine(event: FlorinEvent): string {
  const { type, created_at, object_id } = event
  const status = standingOf(event) ?? ''
  const parts = [paint('dim', created_at.slice(11, 19)), type, object_id ?? '', statusText(status)]
  return parts.filter(Boolean).join('  ')
}

/** How the object stands that an event is about. */
export function standingOf({ data: { object } }: FlorinEvent): string | undefined {
  const { status, state } = object as { status?: unknown; state?: unknown }
  const standing = status ?? state
  return typeof standing === 'string' ? standing : undefined
}
