import { ownOf } from '../../kernel/own.ts'
import type { Json } from '../../platform/outbox/fact.ts'
import type { StoredEvent } from './event.ts'

/** What one version changed in the `data` of events: how those who are pinned to an older one still hear it. */
export type EventChange = {
  /** The version that brought the change. */
  readonly introduced_in: string
  /** By the type of the event. */
  readonly down: Readonly<Record<string, (told: Json) => Json>>
}
export type EventVersions = {
  /** Those that can be pinned, current first. */
  readonly known: readonly string[]
  readonly changes: readonly EventChange[]
}

/** The event in the shape of an older version, through each change that came after it, newest first. */
export function inVersion(event: StoredEvent, version: string, { changes }: EventVersions): StoredEvent {
  const steps = changes
    .filter(({ introduced_in }) => introduced_in > version && introduced_in <= event.api_version)
    .sort((a, b) => (a.introduced_in < b.introduced_in ? 1 : -1))
    .flatMap(({ down }) => ownOf(down, event.type) ?? [])
  if (version >= event.api_version) return event
  const told =
    steps.length === 0
      ? event.told
      : JSON.stringify(steps.reduce((value, step) => step(value), JSON.parse(event.told) as Json))
  return { ...event, api_version: version, told }
}
