import type { FastifyInstance } from 'fastify'
import { newId } from '../../kernel/id.ts'
import type { World } from '../../kernel/world.ts'
import type { Log } from '../telemetry/log.ts'
import { DOOR_BODY_BYTES_MAX, DOOR_IN_FLIGHT_MAX } from './limits.ts'
import { apiSecurityHeaders } from './writer.ts'

export type DoorRequest = {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  /** The bytes as they came, as Latin-1 text: signatures are over these. */
  readonly body: string
  readonly ip: string
  readonly request_id: string
}
export type DoorAnswer = {
  readonly status: 200 | 202 | 204 | 303 | 304 | 400 | 401 | 404 | 409 | 503
  readonly body: string
  /** In place of `body`, where it is no text. */
  readonly bytes?: Buffer
  readonly content_type?: string
  readonly location?: string
  /** Names in lower case; they stand in place of those that every answer has, such as its content security policy. */
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Where counterparts and payers’ browsers come in: whoever has no API key. What opens it proves by itself who is there,
 * by a signature or an id that cannot be guessed, before it believes a word.
 */
export type Door = {
  readonly method: 'GET' | 'POST'
  readonly path: `/${string}`
  open(request: DoorRequest): Promise<DoorAnswer>
}

/** An answer may be read and nothing else, unless the door says more of it. */
const securityHeaders = Object.fromEntries(
  Array.from({ length: apiSecurityHeaders.length / 2 }, (_, at) =>
    apiSecurityHeaders.slice(at * 2, at * 2 + 2),
  ),
) as Readonly<Record<string, string>>

const one = (values: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      Array.isArray(value) ? String(value[0]) : String(value),
    ]),
  )

/** Serves doors beside the API; full is full, and nothing was done by then. */
export function addDoors(
  app: FastifyInstance,
  doors: readonly Door[],
  { world, log, know }: { world: World; log: Log; know: (method: string, path: string) => void },
): void {
  let in_flight = 0
  void app.register(async (scope) => {
    scope.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: DOOR_BODY_BYTES_MAX },
      (_request, body, done) => done(null, body),
    )
    for (const door of doors) {
      know(door.method, door.path)
      scope.route({
        method: door.method,
        url: door.path.replaceAll(/\{([a-z_]+)\}/g, ':$1'),
        async handler(request, reply) {
          const request_id = newId('req', world)
          void reply.headers(securityHeaders).header('request-id', request_id)
          if (in_flight >= DOOR_IN_FLIGHT_MAX) return reply.code(503).header('retry-after', '1').send('')
          in_flight += 1
          try {
            const body = Buffer.isBuffer(request.body) ? request.body.toString('latin1') : ''
            const query = one(Object.fromEntries(new URLSearchParams(request.query as string)))
            const params = one((request.params ?? {}) as Record<string, unknown>)
            const headers = one(request.headers)
            const answer = await door.open({ params, query, headers, body, ip: request.ip, request_id })
            if (answer.headers !== undefined) void reply.headers(answer.headers)
            if (answer.location !== undefined) void reply.header('location', answer.location)
            return await reply
              .code(answer.status)
              .type(answer.content_type ?? 'application/json')
              .send(answer.bytes ?? answer.body)
          } catch (error) {
            log.error('door_failed', { request_id, route: door.path, error })
            return await reply.code(503).header('retry-after', '1').send('')
          } finally {
            in_flight -= 1
          }
        },
      })
    }
  })
}
