import type { World } from '../../kernel/world.ts'
import type { Door, DoorAnswer, DoorRequest } from '../../platform/http/doors.ts'
import type { Log } from '../../platform/telemetry/log.ts'
import { builtDashboard } from './dashboard_build.ts'
import { type DashboardFile, type DashboardFiles, formOf, readDashboard } from './dashboard_files.ts'
import { failedPage, preparingPage, RELOAD_SCRIPT, reloadScript } from './dashboard_pages.ts'

/** The pages at `/dashboard`: files for the browser, which then talks to the public API alone. */
export type Dashboard = {
  readonly doors: readonly Door[]
  /** Has it ready a while after the start, so that whoever opens it first rarely waits. */
  prepareLater(): void
  close(): void
}
type Options = {
  readonly world: World
  readonly log: Log
  /** Built elsewhere, as in an image; undefined: built here, when it is first wanted. */
  readonly folder: string | undefined
  /** In place of the build, for tests. */
  readonly build?: () => Promise<string>
}

/** The first callers of the API, and the pack of the server, come before it. */
const PREPARE_AFTER_MS = 15_000
/** A build takes some five seconds: whoever opens it then gets it. On a machine where it takes longer, a page says so. */
const WAIT_MS = 10_000
const FOREVER = 'public, max-age=31536000, immutable'

/** Only this server's own files, and only calls of this server; nothing is inline, so nothing inline is allowed. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join(';')

const security: Readonly<Record<string, string>> = {
  'content-security-policy': policy,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy':
    'camera=(), microphone=(), geolocation=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)',
  'x-frame-options': 'DENY',
}

/** Nothing is read or built before somebody asks, or `prepareLater`: a start is not slower for it. */
export function createDashboard({ world, log, folder, build = builtDashboard }: Options): Dashboard {
  let state: 'unasked' | 'preparing' | 'failed' | DashboardFiles = 'unasked'
  /** Over when there is something to show: the dashboard, or a page that says what is the matter. */
  let patience = Promise.resolve()
  let giveUp = (): void => undefined
  let cancel = (): void => undefined
  const prepare = (): void => {
    if (state !== 'unasked') return
    state = 'preparing'
    patience = new Promise((resolve) => {
      const cancelWait = world.after(WAIT_MS, resolve)
      giveUp = () => {
        cancelWait()
        resolve()
      }
    })
    const found = folder === undefined ? build() : Promise.resolve(folder)
    void found
      .then(readDashboard)
      .then(
        (files) => {
          state = files
        },
        (error: unknown) => {
          state = 'failed'
          log.error('dashboard_not_built', { error })
        },
      )
      .finally(giveUp)
  }
  const open = async (request: DoorRequest): Promise<DoorAnswer> => {
    prepare()
    if (request.params['*'] === RELOAD_SCRIPT) return reload
    await patience
    return typeof state === 'string' ? waiting(state === 'failed') : answer(state, request)
  }
  return {
    doors: [
      { method: 'GET', path: '/dashboard', open },
      { method: 'GET', path: '/dashboard/*', open },
    ],
    prepareLater() {
      cancel = world.after(PREPARE_AFTER_MS, prepare)
    },
    close() {
      cancel()
      giveUp()
    },
  }
}

const reload: DoorAnswer = {
  status: 200,
  body: reloadScript,
  content_type: 'text/javascript; charset=utf-8',
  headers: { ...security, 'cache-control': 'no-store' },
}

const waiting = (hasFailed: boolean): DoorAnswer => ({
  status: 503,
  body: hasFailed ? failedPage : preparingPage,
  content_type: 'text/html; charset=utf-8',
  headers: { ...security, 'retry-after': '1', 'cache-control': 'no-store' },
})

/** A file by its name; every other path is a page of the program in the browser, which begins with the same shell. */
function answer(files: DashboardFiles, { params, headers }: DoorRequest): DoorAnswer {
  const path = params['*'] ?? ''
  const asset = path === 'index.html' ? undefined : files.get(path)
  if (asset !== undefined) return sent(asset, headers, path.startsWith('assets/') ? FOREVER : 'no-cache')
  if (path.startsWith('assets/'))
    return {
      status: 404,
      body: 'No such file.',
      content_type: 'text/plain; charset=utf-8',
      headers: security,
    }
  return sent(files.get('index.html') as DashboardFile, headers, 'no-cache')
}

function sent(file: DashboardFile, headers: DoorRequest['headers'], cache_control: string): DoorAnswer {
  const common = { ...security, 'cache-control': cache_control, etag: file.etag, vary: 'accept-encoding' }
  const { content_type } = file
  if (isKnown(headers['if-none-match'], file.etag))
    return { status: 304, body: '', content_type, headers: common }
  const { content, encoding } = formOf(file, headers['accept-encoding'])
  return {
    status: 200,
    body: '',
    bytes: content,
    content_type,
    headers: encoding === undefined ? common : { ...common, 'content-encoding': encoding },
  }
}

const isKnown = (if_none_match: string | undefined, etag: string): boolean =>
  if_none_match === '*' ||
  (if_none_match ?? '').split(',').some((one) => one.trim().replace(/^W\//, '') === etag)
