import { CHUNK_BYTES, READS_IN_FLIGHT, SFTP_ANSWER_MS_MAX } from './limits.ts'
import { done, FileBroken, refused, type Told } from './outcome.ts'
import type { Answer } from './sftp_link.ts'
import { closeFile, lookAtOpen, type OpenFile, openFile, type Session } from './sftp_session.ts'
import type { Download } from './transport.ts'

/** Opens a file to be read. Its turn on the connection lasts until it has been read or let go. */
export async function downloadFrom(
  session: Session,
  path: string,
  from_byte: number,
): Promise<Told<Download>> {
  const turn = await session.links.take()
  if (turn.kind === 'refused') return turn
  const { link, release } = turn.value
  const file = await openFile(session, link, path, ['read'])
  if (file.kind === 'refused') {
    release()
    return file
  }
  const letGo = (): void => void closeFile(file.value).then(release)
  const size = await readSize(file.value, from_byte)
  if (size.kind === 'done')
    return done({
      size: size.value,
      bytes: takeOnce(session, { ...file.value, size: size.value }, { from_byte, letGo }),
    })
  letGo()
  return size
}

async function readSize(file: Omit<OpenFile, 'size'>, from_byte: number): Promise<Told<number | undefined>> {
  const seen = await lookAtOpen(file)
  if (seen.kind === 'refused') return seen
  const { kind, size } = seen.value
  if (kind !== 'file') return refused('not_a_file', 'this is no file')
  if (from_byte > (size ?? from_byte)) return refused('content_differs', 'the file has become shorter')
  return done(size)
}

/** The stream of an open file. Nobody may keep the file open by not reading it. */
function takeOnce(
  { world, config }: Session,
  file: OpenFile,
  { from_byte, letGo }: { from_byte: number; letGo: () => void },
): AsyncIterable<Uint8Array> {
  const late = refused('no_answer_in_time', 'nobody began to read the file')
  let state: 'waiting' | 'taken' | 'let_go' = 'waiting'
  const cancelTimer = world.after(config.answer_ms ?? SFTP_ANSWER_MS_MAX, () => {
    state = 'let_go'
    forget()
    letGo()
  })
  // A connection that broke gives its turn back, whether or not the file is ever asked for.
  const forget = file.link.onEnd(() => {
    cancelTimer()
    letGo()
  })
  const cancel = (): void => {
    cancelTimer()
    forget()
  }
  async function* take(): AsyncGenerator<Uint8Array> {
    cancel()
    if (state === 'let_go') throw new FileBroken(late, from_byte)
    state = 'taken'
    try {
      yield* readBytes(file, from_byte)
    } finally {
      letGo()
    }
  }
  return take()
}

type Asked = { readonly at: number; readonly length: number; readonly answer: Promise<Answer<Buffer>> }

/**
 * The file from a byte on, in order. Several reads are asked for ahead; never more than READS_IN_FLIGHT chunks are in memory
 * however slowly they are taken. Throws FileBroken.
 */
async function* readBytes(file: OpenFile, from_byte: number): AsyncGenerator<Uint8Array> {
  const asked: Asked[] = []
  const end = file.size ?? Number.MAX_SAFE_INTEGER
  let next = from_byte
  let at = from_byte
  for (;;) {
    for (; asked.length < READS_IN_FLIGHT && next < end; next += CHUNK_BYTES)
      asked.push(askFor(file, next, Math.min(CHUNK_BYTES, end - next)))
    const first = asked.shift()
    if (first === undefined) return
    const answer = await first.answer
    if (answer.kind !== 'answered') throw new FileBroken(file.refusedAs(answer), at)
    if (file.isLate()) throw new FileBroken(refused('no_answer_in_time', 'the file takes too long'), at)
    const bytes = answer.value
    if (bytes.length === 0) {
      if (file.size === undefined) return
      throw new FileBroken(refused('content_differs', 'the file has become shorter'), at)
    }
    at += bytes.length
    yield bytes
    // A server may give less than it was asked for.
    if (bytes.length < first.length) asked.unshift(askFor(file, at, first.length - bytes.length))
  }
}

function askFor({ link, opened }: OpenFile, at: number, length: number): Asked {
  const answer = link.ask<Buffer>((sftp, settle) =>
    sftp.read(opened, Buffer.allocUnsafe(length), 0, length, at, (error, count, bytes) =>
      settle(error, error ? Buffer.alloc(0) : bytes.subarray(0, count)),
    ),
  )
  return { at, length, answer }
}
