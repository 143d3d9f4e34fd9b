import { type Instant, instant } from '../../kernel/world.ts'
import type { ApiVersions } from '../../platform/http/versions.ts'
import { CALLERS_MAX } from './limits.ts'
import { hourOf } from './store.ts'
import type { Counts, ErrorGroup, VersionUse } from './store_reports.ts'

export type ErrorReport = Counts & { readonly since: Instant; readonly groups: readonly ErrorGroup[] }

/** One version that is served, and who used it. */
export type VersionReport = {
  readonly api_version: string
  readonly is_current: boolean
  readonly deprecated_on: string | null
  readonly sunset_on: string | null
  readonly guide: string | null
  readonly requests: number
  readonly failures: number
  readonly last_at: Instant | null
  readonly callers: readonly Pick<VersionUse, 'actor_id' | 'requests' | 'last_at'>[]
}

const HOUR_US = 3_600_000_000

/** The beginning of the first of `hours` hours of the clock, of which that of `at` is the last. */
export const hoursBefore = (at: Instant, hours: number): Instant =>
  instant(hourOf(at) - (hours - 1) * HOUR_US)

/** Every version that is served, current first, with its use: one that nobody asks in is worth knowing too. */
export function versionReports(
  { current, older }: ApiVersions,
  uses: readonly VersionUse[],
  docs_url: string,
): VersionReport[] {
  const served = [
    { api_version: current as string, is_current: true, deprecated_on: null, sunset_on: null, guide: null },
    ...older.map(({ version, deprecated_on, sunset_on, guide }) => ({
      api_version: version as string,
      is_current: false,
      deprecated_on,
      sunset_on,
      guide: new URL(guide, docs_url).href,
    })),
  ]
  return served.map((version) => {
    const own = uses.filter(({ api_version }) => api_version === version.api_version)
    const last = own.map(({ last_at }) => last_at).sort((a, b) => b - a)[0]
    return {
      ...version,
      requests: own.reduce((sum, { requests }) => sum + requests, 0),
      failures: own.reduce((sum, { failures }) => sum + failures, 0),
      last_at: last ?? null,
      callers: own
        .slice(0, CALLERS_MAX)
        .map(({ actor_id, requests, last_at }) => ({ actor_id, requests, last_at })),
    }
  })
}
