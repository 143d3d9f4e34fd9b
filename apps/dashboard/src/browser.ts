/**
 * The one place where the dashboard meets time, chance and what the browser keeps. Nothing secret is ever given to
 * `keep`: the session is an HttpOnly cookie that no script can read.
 */
let ahead_ms = 0
const watchers = new Set<() => void>()
/** What an answer takes on its way: no reason to draw every time of a page anew. */
const SLACK_MS = 1_000
/** The time of the tenant that is shown: a sandbox may be weeks ahead. */
export const now = (): Date => new Date(Date.now() + ahead_ms)
/** Everybody’s time, by which sessions end and requests are written down. */
export const wallNow = (): Date => new Date()

/** `at` is what the tenant’s clock says at this moment; undefined: what everybody's says. */
export function setClock(at: string | undefined): void {
  const next_ms = at === undefined ? 0 : Date.parse(at) - Date.now()
  if (Math.abs(next_ms - ahead_ms) < SLACK_MS) return
  ahead_ms = next_ms
  for (const tell of watchers) tell()
}

/** How far ahead the tenant’s clock is, and how to hear that it was moved. */
export const clock = {
  ahead: (): number => ahead_ms,
  watch(tell: () => void): () => void {
    watchers.add(tell)
    return () => watchers.delete(tell)
  },
}

/** For idempotency keys: one per intent. */
export const newKey = (): string => `dash-${crypto.randomUUID()}`

export function after(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

/** Whoever has left the desk is not kept signed in by pages that look again by themselves. */
const IDLE_MS = 600_000
let used_ms = Date.now()
if (typeof document !== 'undefined')
  for (const kind of ['pointerdown', 'keydown', 'pointermove'])
    document.addEventListener(kind, () => (used_ms = Date.now()), { passive: true })

export const isIdle = (): boolean => Date.now() - used_ms > IDLE_MS

/** Choices of a person: theme, saved views. A browser that keeps nothing forgets them, and all else works. */
export function kept<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(`florin.${name}`)
    return text === null ? otherwise : (JSON.parse(text) as T)
  } catch {
    return otherwise
  }
}

export function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(`florin.${name}`, JSON.stringify(value))
  } catch {
    // Private windows may refuse; the choice then lasts as long as the page.
  }
}

/** The chosen tenant, of this tab alone: sandbox and live can be open side by side. */
export const tabTenant = {
  read(): string | undefined {
    try {
      return sessionStorage.getItem('florin.tenant') ?? undefined
    } catch {
      return undefined
    }
  },
  write(tenant: string): void {
    try {
      sessionStorage.setItem('florin.tenant', tenant)
    } catch {
      // As above.
    }
  },
}

/** Gives the person a file that was made in the page. */
export function download(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
