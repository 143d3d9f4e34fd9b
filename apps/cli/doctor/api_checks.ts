import {
  type Client,
  ConnectionError,
  type Fetch,
  type FetchReply,
  PermissionError,
  ProblemError,
} from '../../../sdk/typescript/index.ts'
import { chooseProfile, clientFor, type ConnectOptions } from '../connect.ts'
import { CommandError } from '../exits.ts'
import type { Means } from '../means.ts'
import type { Row } from '../operations/cell.ts'
import type { Profile } from '../profiles.ts'
import { type Finding, note, well, wrong } from './finding.ts'
import { lookAtCertificate } from './certificate.ts'

const ANSWER_MS_MAX = 10_000
/** `Date` has whole seconds, and the answer takes its time. */
const SKEW_MS_MAX = 5_000
const LAG_FACTS_MAX = 10_000
const DUE_JOBS_MAX = 5_000
const ROWS_MAX = 100

/** What can be seen of an installation from outside, with the key of the profile. */
export async function lookAtApi(means: Means, options: ConnectOptions): Promise<Finding[]> {
  let profile: Profile
  try {
    profile = await chooseProfile(means, options)
  } catch (error) {
    if (!(error instanceof CommandError)) throw error
    return [wrong('profile', error.message, error.advice ?? 'run `florin login`')]
  }
  const ready = await lookAtReadiness(means, profile)
  const isThere = ready.every(({ area, verdict }) => area !== 'API' || verdict === 'well')
  if (!isThere) return ready
  const client = clientFor(means, profile, { max_retries: 0, is_quiet: true })
  return [
    ...ready,
    ...(await lookAtCertificate(means, profile.url)),
    ...(await lookAtBacklog(means, profile)),
    ...(await lookAtKey(client, profile)),
  ]
}

async function page(means: Means, url: string): Promise<FetchReply & { readonly said: string }> {
  const ask: Fetch = means.fetch ?? ((address, init): Promise<FetchReply> => fetch(address, init))
  const stop = new AbortController()
  const cancel = means.runtime.after(ANSWER_MS_MAX, () => stop.abort())
  try {
    const reply = await ask(url, { method: 'GET', headers: {}, signal: stop.signal, redirect: 'manual' })
    return { ...reply, status: reply.status, headers: reply.headers, said: await reply.text() }
  } finally {
    cancel()
  }
}

async function lookAtReadiness(means: Means, { url }: Profile): Promise<Finding[]> {
  try {
    const { status, headers, said } = await page(means, `${url}/readyz`)
    const because = /"because":"([^"]*)"/.exec(said)?.[1]
    if (status === 200) return [well('API', `${url} is ready`), ...lookAtClock(means, headers.get('date'))]
    const isOurs = said.includes('is_ready')
    return [
      isOurs
        ? wrong(
            'API',
            `${url} is not ready (${because ?? status})`,
            'see the server’s log; its database may be away or its schema older',
          )
        : wrong(
            'API',
            `what answers at ${url} is not Florin (${status})`,
            'correct the address: `florin login --url …`',
          ),
    ]
  } catch (error) {
    const { cause, message } = error as { cause?: { code?: string }; message: string }
    return [
      wrong(
        'API',
        `${url} does not answer (${cause?.code ?? message})`,
        'start the server (`npm start`), or correct the address: `florin login --url …`',
      ),
    ]
  }
}

function lookAtClock({ runtime }: Means, date: string | null): Finding[] {
  if (date === null) return []
  const skew_ms = Math.abs(Date.parse(date) - runtime.now() / 1_000)
  if (skew_ms <= SKEW_MS_MAX) return [well('clock', 'this machine and the server agree')]
  const seen = `this machine and the server are ${Math.round(skew_ms / 1_000)} s apart`
  return [wrong('clock', seen, 'let both follow a time server (NTP): signatures and expiries depend on it')]
}

/** Jobs and events that wait. Of `/metrics` that are refused, as a proxy may well do, nothing is said. */
async function lookAtBacklog(means: Means, { url }: Profile): Promise<Finding[]> {
  const counters = await page(means, `${url}/metrics`).catch(() => undefined)
  if (counters === undefined)
    return [
      note('API', `${url}/metrics does not answer`, 'jobs and events that wait are not known: try again'),
    ]
  const { status, said } = counters
  if (status !== 200) return []
  const jobs = (state: string): number =>
    Number(new RegExp(`^florin_jobs\\{state="${state}"\\} (\\S+)`, 'm').exec(said)?.[1] ?? 0)
  const lags = [...said.matchAll(/^florin_outbox_lag_facts\{consumer="([^"]+)"\} (\S+)/gm)]
  const late = lags
    .filter(([, , facts]) => Number(facts) > LAG_FACTS_MAX)
    .map(([, name, facts]) => `${name} ${facts}`)
  const findings = [
    ...(jobs('dead') > 0
      ? [
          wrong(
            'jobs',
            `${jobs('dead')} were given up`,
            'see `jobs_dead` in the server’s log, and docs/playbooks/stuck-jobs.md',
          ),
        ]
      : []),
    ...(jobs('due') > DUE_JOBS_MAX
      ? [
          wrong(
            'jobs',
            `${jobs('due')} are due and wait`,
            'start more processes with the role worker, or look what holds the database up',
          ),
        ]
      : []),
    ...(late.length > 0
      ? [
          wrong(
            'events',
            `readers are behind: ${late.join(', ')}`,
            'a worker must run (FLORIN_ROLES); see docs/playbooks/outbox-lag.md',
          ),
        ]
      : []),
  ]
  return findings.length > 0
    ? findings
    : [well('jobs and events', `${jobs('waiting')} jobs wait for their time, nobody is behind`)]
}

async function lookAtKey(client: Client, { key }: Profile): Promise<Finding[]> {
  try {
    const { body } = await client.get<{ name: string; mode: string }>('/v1/tenant')
    const kind = key.startsWith('rk_') ? 'a restricted key' : 'a secret key'
    return [
      well('key', `${kind} of ${body.name}, ${body.mode}`),
      ...(await lookAtScopes(client)),
      ...(await lookAtWebhooks(client)),
    ]
  } catch (error) {
    if (error instanceof PermissionError)
      return [
        note('key', 'good, and may not read its tenant', 'give it access.tenant:read to see whose it is'),
        ...(await lookAtWebhooks(client)),
      ]
    if (error instanceof ProblemError && error.status === 401)
      return [wrong('key', error.message, 'sign in with a key of this server: `florin login`')]
    if (error instanceof ProblemError || error instanceof ConnectionError)
      return [wrong('key', error.message, 'try again in a moment; then see the server’s log')]
    throw error
  }
}

const areas = [
  '/v1/payments',
  '/v1/ledger/accounts',
  '/v1/payment-orders',
  '/v1/webhook-endpoints',
  '/v1/events',
]

async function lookAtScopes(client: Client): Promise<Finding[]> {
  const closed: string[] = []
  for (const path of areas) if ((await rowsOf(client, path, 1)) === undefined) closed.push(path)
  if (closed.length === 0) return []
  return [
    note(
      'scopes',
      `the key may not read ${closed.join(', ')}`,
      'give it those scopes if it needs them: `florin api-keys create`',
    ),
  ]
}

async function lookAtWebhooks(client: Client): Promise<Finding[]> {
  const endpoints = await rowsOf(client, '/v1/webhook-endpoints', ROWS_MAX)
  const dead = await rowsOf(client, '/v1/webhook-deliveries?state=dead', ROWS_MAX)
  if (endpoints === undefined) return []
  const failing = endpoints.filter(
    ({ failing_since }) => failing_since !== null && failing_since !== undefined,
  )
  const disabled = endpoints.filter(({ state }) => state === 'disabled')
  const findings = [
    ...failing.map(({ id, url, failing_since }) =>
      wrong(
        'webhooks',
        `${String(url)} fails since ${String(failing_since)}`,
        `mend it, and try: \`florin webhook-endpoints test ${String(id)}\``,
      ),
    ),
    ...disabled.map(({ id, url }) =>
      note(
        'webhooks',
        `${String(url)} is disabled, its events are held`,
        `\`florin webhook-endpoints enable ${String(id)}\` sends them`,
      ),
    ),
    ...(dead === undefined || dead.length === 0
      ? []
      : [
          note(
            'webhooks',
            `${dead.length} deliveries were given up`,
            '`florin webhook-deliveries list --state dead`, then `redeliver`',
          ),
        ]),
  ]
  return findings.length > 0 ? findings : [well('webhooks', `${endpoints.length} endpoints, none fails`)]
}

/** Undefined where the key may not look. */
async function rowsOf(client: Client, path: string, limit: number): Promise<readonly Row[] | undefined> {
  try {
    return (await client.get<{ data: readonly Row[] }>(path, { query: { limit } })).body.data
  } catch (error) {
    if (error instanceof PermissionError) return undefined
    throw error
  }
}
