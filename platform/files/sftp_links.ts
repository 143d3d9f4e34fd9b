import type { Reach } from '../outbound/safe_connect.ts'
import { OPERATIONS_MAX, SFTP_ANSWER_MS_MAX, SFTP_IDLE_MS_MAX, SFTP_KEEPALIVE_MS } from './limits.ts'
import { done, refused, type Told } from './outcome.ts'
import type { SftpConfig } from './sftp_config.ts'
import { openLink } from './sftp_connect.ts'
import type { Link } from './sftp_link.ts'
import { createSlots, type Release } from './slots.ts'

/** A link and one's turn on it. */
export type Turn = { readonly link: Link; readonly release: Release }
export type Links = {
  /** Waits for a turn, connects when there is no connection. `release` must be called. */
  take(): Promise<Told<Turn>>
  close(): void
}

/** One connection at a time, made when it is needed and made anew when it broke. */
export function createLinks(reach: Reach, config: SftpConfig): Links {
  const { world } = reach
  const slots = createSlots(world, config.operations_max ?? OPERATIONS_MAX)
  const wait_ms = config.answer_ms ?? SFTP_ANSWER_MS_MAX
  const control = new AbortController()
  let current: Promise<Told<Link>> | undefined
  const connect = async (): Promise<Told<Link>> => {
    const link = await openLink(reach, config, control.signal)
    if (link.kind === 'done') keepAlive(reach, config, link.value)
    return link
  }
  const linkNow = async (): Promise<Told<Link>> => {
    if (control.signal.aborted) return refused('closed', 'the transport was closed')
    const mine = (current ??= connect())
    const link = await mine
    if (link.kind === 'done' && link.value.isOpen()) return link
    if (current === mine) current = undefined
    return link
  }
  return {
    async take() {
      const release = await slots.take(wait_ms)
      if (release === undefined) return refused('busy', `no turn within ${wait_ms} ms`)
      const known = await linkNow()
      // One that broke while nobody used it is no news: a new one is made.
      const link = known.kind === 'done' && !known.value.isOpen() ? await linkNow() : known
      if (link.kind === 'done') return done({ link: link.value, release })
      release()
      return link
    },
    close() {
      control.abort()
      void current?.then((link) => (link.kind === 'done' ? link.value.close() : undefined))
    },
  }
}

/** While nothing is asked for, something small is, so that neither the server nor a firewall forgets us. */
function keepAlive({ world }: Reach, config: SftpConfig, link: Link): void {
  const every_ms = config.keepalive_ms ?? SFTP_KEEPALIVE_MS
  const idle_ms_max = config.idle_ms ?? SFTP_IDLE_MS_MAX
  let idle_ms = 0
  const look = (): void => {
    idle_ms = link.idle_ms() >= every_ms ? idle_ms + every_ms : 0
    if (idle_ms > idle_ms_max) return link.close()
    if (idle_ms > 0)
      void link.ask<string>((sftp, settle) => sftp.realpath('.', (error, path) => settle(error, path)))
    cancel = world.after(every_ms, look)
  }
  let cancel = world.after(every_ms, look)
  link.onEnd(() => cancel())
}
