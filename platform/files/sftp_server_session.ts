import type { SFTPWrapper } from 'ssh2'
import { ownOf } from '../../kernel/own.ts'
import { pause, type World } from '../../kernel/world.ts'
import type { LeftOut, ServerDisk } from './sftp_server_disk.ts'
import {
  type OnDone,
  type OnOperation,
  type PlannedFault,
  type ServerOperation,
  type Status,
  statuses,
} from './sftp_server_fault.ts'
import { createOpenedFiles, type OpenedFiles } from './sftp_server_opened.ts'
import { answerRequests } from './sftp_server_requests.ts'

export type ServeOptions = {
  readonly world: World
  readonly user: string
  readonly disk: ServerDisk
  readonly on_operation: OnOperation
  readonly on_done: OnDone
  readonly leaves_out: readonly LeftOut[]
  /** The number of the next request. */
  readonly count: () => number
  readonly drop: () => void
}

/** How one request is answered when all goes well. */
export type Reply = () => void
export type Request = Omit<ServerOperation, 'user' | 'number'>
/** Does what was asked, or the first half of it. */
export type Work = (is_half: boolean) => Promise<Reply>

export type Served = ServeOptions & {
  readonly sftp: SFTPWrapper
  readonly opened: OpenedFiles
  say(id: number, status: Status): Reply
  /** Puts a request behind those before it. */
  run(id: number, request: Request, work: Work): void
  plan(request: Request): PlannedFault | Promise<PlannedFault>
}

/**
 * Serves one session. Requests are carried out one after the other, as OpenSSH does it. The function returned ends it: what
 * the client had open is closed.
 */
export function serveSession(sftp: SFTPWrapper, options: ServeOptions): () => void {
  const opened = createOpenedFiles()
  let queue: Promise<void> = Promise.resolve()
  let isOver = false
  const drop = (): void => {
    isOver = true
    options.drop()
  }
  const say: Served['say'] =
    (id, { code, text }) =>
    () =>
      sftp.status(id, code, text)
  const counted = (request: Request): ServerOperation => ({
    ...request,
    user: options.user,
    number: options.count(),
  })
  const plan: Served['plan'] = (request) => options.on_operation(counted(request))
  const served: Served = {
    ...options,
    drop,
    sftp,
    opened,
    say,
    plan,
    run(id, request, work) {
      queue = queue.then(async () => {
        // What a broken connection had asked for and nobody had begun.
        if (isOver) return
        const operation = counted(request)
        const fault = await options.on_operation(operation)
        await carryOut(served, { id, fault, work, operation })
      })
    },
  }
  sftp.on('error', () => undefined)
  answerRequests(served)
  return () => {
    isOver = true
    queue = queue.then(() => opened.closeAll())
  }
}

type Planned = {
  readonly id: number
  readonly fault: PlannedFault
  readonly work: Work
  readonly operation: ServerOperation
}

async function carryOut(served: Served, { id, fault, work, operation }: Planned): Promise<void> {
  const { world, say, drop, on_done } = served
  const doIt = async (is_half = false): Promise<Reply> => {
    try {
      const reply = await work(is_half)
      await on_done(operation)
      return reply
    } catch (error) {
      return say(id, statusOf(error))
    }
  }
  switch (fault.kind) {
    case 'ok':
      return (await doIt())()
    case 'fail':
      return say(id, { ...statuses[fault.code], ...(fault.text === undefined ? {} : { text: fault.text }) })()
    case 'hide':
      return say(id, statuses.no_such_file)()
    case 'slow':
      await pause(world, fault.ms)
      return (await doIt())()
    case 'silent':
      if (fault.is_done) await doIt()
      return fault.onSilence?.()
    case 'drop_connection_before':
      return drop()
    case 'drop_connection_half_way':
    case 'drop_connection_after':
      await doIt(fault.kind === 'drop_connection_half_way')
      return drop()
  }
}

const known: Readonly<Record<string, Status>> = {
  ENOENT: statuses.no_such_file,
  ENOTDIR: statuses.no_such_file,
  EACCES: statuses.permission_denied,
  EPERM: statuses.permission_denied,
  EROFS: statuses.permission_denied,
  EEXIST: statuses.name_taken,
  ENOSPC: statuses.disk_full,
}

/** What has no code is no error of the file system but a bug, and is thrown on. */
function statusOf(error: unknown): Status {
  const { code } = error as { code?: unknown }
  if (typeof code !== 'string') throw error
  return ownOf(known, code) ?? statuses.failure
}
