import type { Command } from 'commander'
import type { RequestLog } from '../../sdk/typescript/index.ts'
import { acting } from './acting.ts'
import { connect, connected, type ConnectOptions } from './connect.ts'
import { usage } from './exits.ts'
import { followRequests, PAST_ROWS_MAX } from './follow_requests.ts'
import type { Means } from './means.ts'
import { didYouMean } from './nearest.ts'
import { operations } from './operations/catalogue.ts'
import { paint } from './show.ts'
import { sinceMs } from './since.ts'
import { TIME_FORM } from './times.ts'

type TailOptions = ConnectOptions & {
  readonly status?: string[]
  readonly operation?: string
  readonly error?: string
  readonly object?: string
  readonly actor?: string
  readonly since?: string
}

const classes = ['2xx', '4xx', '5xx']

/** What was asked of the API. What came of it is `events tail`. */
export function logCommands(program: Command, means: Means): void {
  connected(program.command('logs').description('the requests to the API: tail').command('tail'))
    .description('requests to the API as they are answered, until Ctrl-C; with --json a line of JSON each')
    .option('--status <status...>', '2xx, 4xx, 5xx, or one such as 402')
    .option('--operation <name>', 'such as createPayment, or as its command: "payments create"')
    .option('--error <code>', 'such as card_declined')
    .option('--object <id>', 'that made or changed this object')
    .option('--actor <id>', 'by this key or member')
    .option('--since <duration or time>', `begin in the past: 1h, 3d, ${TIME_FORM}; by default from now on`)
    .addHelpText(
      'after',
      `\nExample:\n  florin logs tail --status 4xx 5xx --since 1h\n\nNeeds the scope request_logs:read. Events are \`florin events tail\`.`,
    )
    .action(acting(means, (options: TailOptions) => tail(means, options)))
}

async function tail(means: Means, options: TailOptions): Promise<void> {
  const isWanted = byStatus(options.status)
  const { runtime } = means
  // Requests are made in real time, also to a sandbox whose clock is ahead.
  const now_ms = (): number => runtime.now() / 1_000
  const since_ms = options.since === undefined ? undefined : await sinceMs(options.since, now_ms)
  const client = await connect(means, options)
  const note = (text: string): void => means.err(paint('dim', text))
  const asked = {
    query: queryOf(options, note),
    since_ms,
    on_ready(is_cut: boolean): void {
      if (is_cut)
        note(
          `Of the past these are the latest ${PAST_ROWS_MAX.toLocaleString('en')}; \`florin request-logs list\` has all.`,
        )
      note('Ready: requests come from here on, a second or two after their answer. Ctrl-C stops.')
    },
    on_lost: (why: string): void => note(`${why} It is asked again.`),
  }
  for await (const log of followRequests(means, client, asked))
    if (isWanted(log)) means.out(options.json === true ? JSON.stringify(log) : requestLine(log))
}

/** What the API filters by. Of several statuses it gets the class that they have in common. */
function queryOf(
  { status = [], operation, error, object, actor }: TailOptions,
  note: (text: string) => void,
) {
  const wanted = new Set(status.map((one) => `${one.slice(0, 1)}xx`))
  const [status_class = ''] = wanted
  const given = {
    status_class: wanted.size === 1 && classes.includes(status_class) ? status_class : undefined,
    operation_id: operation === undefined ? undefined : operationId(operation, note),
    error_code: error,
    object_id: object,
    actor_id: actor,
  }
  return Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  )
}

/** Members have operations that no key may call: what is not known here is asked for all the same. */
function operationId(text: string, note: (text: string) => void): string {
  const known = operations()
  const id = known.get(text)?.id
  if (id !== undefined) return id
  const ids = [...known.values()].map((operation) => operation.id)
  if (!ids.includes(text))
    note(`No key may call an operation “${text}”${didYouMean(text, [...ids, ...known.keys()])}`)
  return text
}

function byStatus(wanted: readonly string[] | undefined): (log: RequestLog) => boolean {
  for (const one of wanted ?? [])
    if (!classes.includes(one) && !/^[1-5]\d\d$/.test(one))
      throw usage(
        `--status does not take “${one}”${didYouMean(one, classes)}`,
        'it is 2xx, 4xx, 5xx, or one such as 402',
      )
  return ({ status }) =>
    wanted === undefined ||
    wanted.some((one) => one === String(status) || one === `${String(status).slice(0, 1)}xx`)
}

/** Time, status, what was asked for, what was wrong with it or what it made, how long it took, its id. */
function requestLine(log: RequestLog): string {
  const { created_at, status, method, path, error, object_id, duration_ms, id } = log
  const params = (error?.faults ?? []).flatMap(({ param }) => param ?? [])
  const said = error === null ? (object_id ?? '') : [error.code, params.join(', ')].filter(Boolean).join(': ')
  const colour = status >= 500 ? 'red' : status >= 400 ? 'yellow' : 'green'
  return [
    paint('dim', created_at.slice(11, 19)),
    paint(colour, String(status)),
    `${method} ${path}`,
    said,
    paint('dim', `${Math.round(duration_ms)} ms`),
    paint('dim', id),
  ]
    .filter(Boolean)
    .join('  ')
}
