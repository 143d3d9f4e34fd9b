import { type DestinationStream, destination, pino } from 'pino'
import { instantText, type World } from '../../kernel/world.ts'
import { type LogFields, permitted } from './log_fields.ts'
import { redact } from './scan.ts'

export type { LogFields }
export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent'

type Write = (event: string, fields?: LogFields) => void
/**
 * `event` says what happened, in snake_case words that never vary: `log.info('request_finished', {…})`. What
 * varies goes into the fields, and only the fields of `LogFields` are written.
 */
export type Log = {
  readonly debug: Write
  readonly info: Write
  readonly warn: Write
  readonly error: Write
  /** A log whose lines all carry these fields. */
  with(fields: LogFields): Log
}

export type LogOptions = {
  world: World
  level?: LogLevel
  /** Where lines go; standard output when absent. */
  to?: { write(line: string): unknown }
}

/**
 * JSON lines by pino. Three nets against secrets: the allow-list of fields, `Secret` values that print as
 * `[secret]` at any depth, and a scanner over the finished line for card numbers and secret keys.
 */
export function createLog(options: LogOptions): Log {
  const out = options.to ?? destination({ fd: 1, sync: true })
  const guarded: DestinationStream = { write: (line) => void out.write(redact(line)) }
  const logger = pino(
    {
      level: options.level ?? 'info',
      base: null,
      messageKey: 'event',
      timestamp: () => `,"at":"${instantText(options.world.now())}"`,
      formatters: { level: (level) => ({ level }), log: permitted },
    },
    guarded,
  )
  return wrap(logger)
}

type Levelled = Pick<ReturnType<typeof pino>, 'debug' | 'info' | 'warn' | 'error' | 'child'>

const wrap = (logger: Levelled): Log => ({
  debug: (event, fields = {}) => logger.debug(fields, event),
  info: (event, fields = {}) => logger.info(fields, event),
  warn: (event, fields = {}) => logger.warn(fields, event),
  error: (event, fields = {}) => logger.error(fields, event),
  // pino asks no formatter about a child's fields.
  with: (fields) => wrap(logger.child(permitted(fields))),
})

const nothing = (): void => undefined
/** Writes nothing: for tests and for tools that print their own words. */
export const silentLog: Log = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  with: () => silentLog,
}
