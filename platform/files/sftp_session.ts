import type { Secret } from '../../kernel/secret.ts'
import type { World } from '../../kernel/world.ts'
import { SFTP_TRANSFER_MS_MAX } from './limits.ts'
import { done, type Outcome, type Refused, type Told, unknown } from './outcome.ts'
import { type NotAnswered, refusedAs, seenOf } from './sftp_answer.ts'
import type { SftpConfig } from './sftp_config.ts'
import type { Answer, Ask, Link } from './sftp_link.ts'
import type { Links } from './sftp_links.ts'
import type { Seen } from './transport.ts'

/** What the steps of one counterpart share. */
export type Session = {
  readonly world: World
  readonly config: SftpConfig
  readonly links: Links
  readonly secrets: readonly (Secret | undefined)[]
}

/** A file that the server has open for us. */
export type OpenFile = {
  readonly link: Link
  /** What the server calls it. */
  readonly opened: Buffer
  readonly size: number | undefined
  readonly refusedAs: (answer: NotAnswered) => Refused
  /** True when the whole transfer has taken too long. */
  isLate(): boolean
}

const OPEN = { read: 1, write: 2, create: 8 } as const
export type OpenMode = readonly (keyof typeof OPEN)[]

/** Runs `fn` on a connection when it is its turn. */
export async function withLink<T>({ links }: Session, fn: (link: Link) => Promise<T>): Promise<T | Refused> {
  const turn = await links.take()
  if (turn.kind === 'refused') return turn
  try {
    return await fn(turn.value.link)
  } finally {
    turn.value.release()
  }
}

/** A request that changes something by itself: without its answer nobody knows whether it did. */
export const change = (session: Session, ask: Ask<undefined>): Promise<Outcome<undefined>> =>
  withLink(session, async (link) => {
    const answer = await link.ask(ask)
    if (answer.kind === 'answered') return done(undefined)
    return answer.kind === 'lost' && answer.was_sent
      ? unknown(answer.why.why)
      : refusedAs(answer, session.secrets)
  })

export async function lookAt(session: Session, link: Link, path: string): Promise<Told<Seen | undefined>> {
  const answer = await link.ask<Seen>((sftp, settle) =>
    sftp.stat(path, (error, stats) => settle(error, error ? nothing : seenOf(stats))),
  )
  if (answer.kind === 'answered') return done(answer.value)
  const why = refusedAs(answer, session.secrets)
  return why.reason === 'no_such_file' ? done(undefined) : why
}

/** What goes with an error, which is looked at first. */
const nothing: Seen = { size: undefined, modified_at: undefined, kind: 'other' }

export async function openFile(
  session: Session,
  link: Link,
  path: string,
  mode: OpenMode,
): Promise<Told<Omit<OpenFile, 'size'>>> {
  const { world, config, secrets } = session
  const flags = mode.reduce((bits, one) => bits | OPEN[one], 0)
  const until_ms = world.elapsed_ms() + (config.transfer_ms ?? SFTP_TRANSFER_MS_MAX)
  const answer = await link.ask<Buffer>((sftp, settle) => sftp.open(path, flags, settle))
  if (answer.kind !== 'answered') return refusedAs(answer, secrets)
  return done({
    link,
    opened: answer.value,
    refusedAs: (failed) => refusedAs(failed, secrets),
    isLate: () => world.elapsed_ms() > until_ms,
  })
}

/** What an open file is. A server that cannot tell is no failure; a lost connection is. */
export async function lookAtOpen({
  link,
  opened,
  refusedAs: because,
}: Omit<OpenFile, 'size'>): Promise<Told<Seen>> {
  const answer = await link.ask<Seen>((sftp, settle) =>
    sftp.fstat(opened, (error, stats) => settle(error, error ? nothing : seenOf(stats))),
  )
  if (answer.kind === 'lost') return because(answer)
  return done(answer.kind === 'answered' ? answer.value : { ...nothing, kind: 'file' })
}

export const closeFile = ({ link, opened }: Pick<OpenFile, 'link' | 'opened'>): Promise<Answer<undefined>> =>
  link.ask((sftp, settle) => sftp.close(opened, (error) => settle(error, undefined)))
