import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { PassThrough } from 'node:stream'
import { StdioServerTransport } from '@modelcontextprotocol/server/stdio'
import { type Fetch, Florin } from '../../../sdk/typescript/index.ts'
import { hastyRuntime } from '../../../sdk/typescript/testing.ts'
import { serve } from './serve.ts'
import { type Narrowing, openSession } from './session.ts'

export type Json = Readonly<Record<string, unknown>>
/** What an API of a test answers: a body, or a promise that ends with the call. */
export type Answers = (
  method: string,
  path: string,
  init: Parameters<Fetch>[1],
) => { readonly status?: number; readonly body: unknown } | Promise<never>
export type Line = {
  /** Sends a request and waits for its answer. */
  ask(method: string, params?: Json, id?: string | number): Promise<Json>
  /** Sends bytes as they are. */
  send(text: string): void
  /** Everything that was written so far, line by line. */
  readonly lines: readonly string[]
  /** Waits until what was written is enough. */
  until(isEnough: () => boolean): Promise<void>
  readonly faults: readonly string[]
  /** What the API was asked. */
  readonly asked: readonly string[]
  close(): void
}

const whole: Narrowing = { is_read_only: false, scopes: [] }
const OPENING = {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'test', version: '1' },
}

/** A server over a line in this program, opened as a client of 2025 does; behind it an API that answers as the test likes. */
export async function openLine(answers: Answers, narrowing = whole): Promise<Line> {
  const asked: string[] = []
  const fetch: Fetch = async (url, init) => {
    const { pathname, search } = new URL(url)
    asked.push(`${init.method} ${pathname}${search}`)
    const { status = 200, body } = await answers(init.method, pathname + search, init)
    const type = status < 400 ? 'application/json' : 'application/problem+json'
    return {
      status,
      headers: { get: (name) => (name === 'content-type' ? type : null) },
      text: () => Promise.resolve(JSON.stringify(body)),
      body: null,
    }
  }
  const runtime = hastyRuntime()
  const client = new Florin('sk_test_1', { url: 'http://florin.test', fetch, runtime })
  const session = await openSession({ client, narrowing, chance: new Uint8Array(16) })
  const [stdin, stdout] = [new PassThrough(), new PassThrough()]
  const faults: string[] = []
  serve({
    session,
    runtime,
    onFault: (text) => faults.push(text),
    transport: new StdioServerTransport(stdin, stdout),
  })
  const { lines, answerTo, until } = follow(stdout)
  let count = 0
  const line: Line = {
    lines,
    until,
    faults,
    asked,
    send: (text) => void stdin.write(text),
    ask(method, params = {}, id = `own-${++count}`) {
      const answer = answerTo(id)
      stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      return answer
    },
    close: () => void stdin.end(),
  }
  await line.ask('initialize', OPENING)
  line.send('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
  return line
}

function follow(stdout: PassThrough) {
  const lines: string[] = []
  const waiting = new Map<string | number, (answer: Json) => void>()
  const reader = createInterface({ input: stdout })
  reader.on('line', (text) => {
    lines.push(text)
    const answer = JSON.parse(text) as Json & { readonly id?: string | number }
    if (answer.id !== undefined) waiting.get(answer.id)?.(answer)
  })
  const answerTo = (id: string | number): Promise<Json> => {
    const { promise, resolve } = Promise.withResolvers<Json>()
    waiting.set(id, resolve)
    return promise
  }
  const until = async (isEnough: () => boolean): Promise<void> => {
    while (!isEnough()) await once(reader, 'line')
  }
  return { lines, answerTo, until }
}
