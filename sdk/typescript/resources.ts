import type { Call, CallOptions, StreamCall } from './call_types.ts'
import type { Answer, Ask, Client, Method } from './client_types.ts'
import { operations, outcomes, type Resources } from './generated/resources.gen.ts'
import { listOf } from './list.ts'
import { ownOf } from './own.ts'
import type { Runtime } from './runtime.ts'
import { readOutcome, waitFor } from './wait.ts'
import type { FinalWaitOptions } from './wait_types.ts'

type Means = {
  readonly client: Client
  /** The vault has an address of its own. */
  readonly vault: Client
  readonly runtime: Runtime
}
type Called = (...args: unknown[]) => unknown
type Branch = { [name: string]: Branch | Called }

/** Every route as a function of its noun: a line of the generated table is one of them. */
export function createResources(means: Means): Resources {
  const tree: Branch = {}
  for (const line of operations.trim().split('\n')) {
    const [name = '', method = '', path = '', flags = ''] = line.split(' ')
    const words = name.split('.')
    branchOf(tree, words.slice(0, -1))[words.at(-1) ?? ''] = calledBy(
      means,
      method as Method,
      `/v1/${path}`,
      flags,
    )
    const outcome = ownOf(outcomes, words.slice(0, -1).join('.'))
    if (words.at(-1) === 'get' && outcome !== undefined)
      branchOf(tree, words.slice(0, -1))['wait'] = waitedBy(means, `/v1/${path}`, outcome)
  }
  return tree as unknown as Resources
}

const branchOf = (tree: Branch, words: readonly string[]): Branch =>
  words.reduce((at, word) => (at[word] ??= {}) as Branch, tree)

function calledBy({ client, vault }: Means, method: Method, pattern: string, flags: string): Called {
  const line = flags.includes('v') ? vault : client
  const hasBody = flags.includes('b')
  const takes = placesIn(pattern)
  return (...args) => {
    const path = pathOf(pattern, args)
    const rest = args.slice(takes)
    if (flags.includes('l')) return listOf(line, path, rest[0] as Ask['query'], rest[1] as CallOptions)
    if (flags.includes('s')) return eventsOf(line, path, rest[0] as Ask['query'], rest[1] as StreamCall)
    // A reading without filters takes its options at once.
    const [first, options] = hasBody || flags.includes('q') ? rest : [undefined, rest[0]]
    const ask = { ...(options as CallOptions | undefined), ...askOf(first, hasBody) }
    return callOf(line.request(method, path, ask))
  }
}

const askOf = (first: unknown, hasBody: boolean): Ask =>
  first === undefined ? {} : hasBody ? { body: first } : { query: first as NonNullable<Ask['query']> }

function waitedBy({ client, runtime }: Means, pattern: string, told: string): Called {
  const outcome = readOutcome(told)
  return (...args) =>
    waitFor({ client, runtime }, pathOf(pattern, args), outcome, args[placesIn(pattern)] as FinalWaitOptions)
}

const placesIn = (pattern: string): number => pattern.split('{').length - 1

/** Throws TypeError for an id that is missing: the path of another route would come of it. */
function pathOf(pattern: string, ids: readonly unknown[]): string {
  let at = 0
  return pattern.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
    const id = ids[at++]
    if (typeof id !== 'string' || id === '') throw new TypeError(`${pattern} needs the ${name} as a text`)
    return encodeURIComponent(id)
  })
}

/** Whoever only wants the whole answer is not told of the same failure a second time. */
function callOf<T>(asked: Promise<Answer<T>>): Call<T> {
  const body = asked.then((answer) => answer.body)
  const answer = (): Promise<Answer<T>> => {
    body.catch(() => undefined)
    return asked
  }
  return Object.assign(body, { answer })
}

async function* eventsOf(
  client: Client,
  path: string,
  query: Ask['query'] = {},
  options: StreamCall = {},
): AsyncGenerator<unknown, void, undefined> {
  for await (const { text } of client.stream(path, { ...options, query })) yield JSON.parse(text)
}
