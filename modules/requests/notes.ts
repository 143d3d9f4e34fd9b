import type { TenantId } from '../../platform/scope.ts'
import { FAILURES_KEPT_MAX, SUCCESSES_KEPT_MAX, TALLIES_WAITING_MAX, WAITING_MAX } from './limits.ts'
import type { RequestLog, Tally } from './request_log.ts'

/** What one tenant has waiting to be written. */
export type TenantNotes = {
  readonly rows: RequestLog[]
  readonly tallies: Map<string, Map<string, Tally>>
  successes: number
  failures: number
}

/** What finished since the last write, within bounds. On the way of every request, so it only adds up. */
export type Notes = {
  /** Counts a request; answers where its row goes, undefined when it is not to be kept. */
  count(
    tenant_id: TenantId,
    actor_id: string,
    api_version: string,
    isFailure: boolean,
  ): TenantNotes | undefined
  keep(notes: TenantNotes, row: RequestLog): void
  /** Adds counts that could not be written to those that wait. */
  giveBack(tenant_id: TenantId, tallies: readonly Tally[]): void
  /** Hands over all that waits, and begins anew. */
  take(): ReadonlyMap<TenantId, TenantNotes>
}

type State = { waiting: Map<TenantId, TenantNotes>; rows: number; tallies: number }
const empty = (): State => ({ waiting: new Map(), rows: 0, tallies: 0 })

export function createNotes(on_unkept: (count: number) => void): Notes {
  let state = empty()
  return {
    count(tenant_id, actor_id, api_version, isFailure) {
      const notes = notesOf(state, tenant_id)
      const tally = tallyOf(state, notes, actor_id, api_version)
      if (tally !== undefined) {
        tally.requests++
        if (isFailure) tally.failures++
        if (hasRoom(state, notes, isFailure)) return notes
        leaveOut(tally, isFailure)
      }
      on_unkept(1)
      return undefined
    },
    keep(notes, row) {
      notes.rows.push(row)
      state.rows++
    },
    giveBack(tenant_id, unwritten) {
      for (const more of unwritten) {
        const sum = tallyOf(state, notesOf(state, tenant_id), more.actor_id, more.api_version)
        if (sum !== undefined) addTo(sum, more)
      }
    },
    take() {
      const { waiting } = state
      state = empty()
      return waiting
    },
  }
}

function notesOf({ waiting }: State, tenant_id: TenantId): TenantNotes {
  const known = waiting.get(tenant_id)
  if (known !== undefined) return known
  const made: TenantNotes = { rows: [], tallies: new Map(), successes: 0, failures: 0 }
  waiting.set(tenant_id, made)
  return made
}

function tallyOf(state: State, notes: TenantNotes, actor_id: string, api_version: string): Tally | undefined {
  const versions = notes.tallies.get(actor_id)
  const known = versions?.get(api_version)
  if (known !== undefined) return known
  if (state.tallies >= TALLIES_WAITING_MAX) return undefined
  state.tallies++
  const tally = { actor_id, api_version, requests: 0, failures: 0, unkept: 0, unkept_failures: 0 }
  if (versions === undefined) notes.tallies.set(actor_id, new Map([[api_version, tally]]))
  else versions.set(api_version, tally)
  return tally
}

/** Failures find room when successes do not any more. */
const hasRoom = ({ rows }: State, notes: TenantNotes, isFailure: boolean): boolean =>
  isFailure
    ? notes.failures++ < FAILURES_KEPT_MAX && rows < WAITING_MAX
    : notes.successes++ < SUCCESSES_KEPT_MAX && rows < WAITING_MAX / 2

function addTo(sum: Tally, more: Tally): void {
  sum.requests += more.requests
  sum.failures += more.failures
  sum.unkept += more.unkept
  sum.unkept_failures += more.unkept_failures
}

/** Says of a request that was counted that the log does not hold it. */
export function leaveOut(tally: Tally, isFailure: boolean): void {
  tally.unkept++
  if (isFailure) tally.unkept_failures++
}
