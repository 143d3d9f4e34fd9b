import { WRITES_IN_FLIGHT } from './limits.ts'
import { refused, type Refused, type Told } from './outcome.ts'
import type { Answer, Link } from './sftp_link.ts'
import {
  closeFile,
  lookAtOpen,
  type OpenFile,
  openFile,
  type OpenMode,
  type Session,
} from './sftp_session.ts'
import type { Writing } from './steps.ts'
import type { Seen } from './transport.ts'

type Written = Omit<OpenFile, 'size'>
const OP_UNSUPPORTED = 8

/** Writes a file from a byte on, to the server's disk where it can say so, and tells what the open file then was. */
export async function writeFile(
  session: Session,
  link: Link,
  path: string,
  writing: Writing,
): Promise<Told<Seen>> {
  // Not made anew where it is to be gone on with: it would begin with a hole.
  const mode: OpenMode = writing.from_byte > 0 ? ['write'] : ['write', 'create']
  const file = await openFile(session, link, path, mode)
  if (file.kind === 'refused')
    return file.reason === 'no_such_file' && writing.from_byte === 0
      ? refused('no_such_folder', file.why)
      : file
  let isClosed = false
  try {
    const why = (await writeBytes(file.value, writing)) ?? (await flush(file.value))
    if (why !== undefined) return why
    const seen = await lookAtOpen(file.value)
    isClosed = true
    const closed = await closeFile(file.value)
    // A full disk may be told only now.
    return closed.kind === 'answered' ? seen : file.value.refusedAs(closed)
  } finally {
    if (!isClosed) await closeFile(file.value)
  }
}

/** Most servers cannot be asked to; OpenSSH can. */
async function flush({ link, opened, refusedAs }: Written): Promise<Refused | undefined> {
  const answer = await link.ask<undefined>((sftp, settle) =>
    sftp.ext_openssh_fsync(opened, (error) => settle(error, undefined)),
  )
  if (answer.kind === 'answered' || (answer.kind === 'status' && answer.code === OP_UNSUPPORTED))
    return undefined
  return refusedAs(answer)
}

/**
 * Writes the chunks one behind the other, several at once without an answer. No write is begun further than WINDOW_BYTES
 * behind one that is not answered, which is what makes a partial file worth something. Undefined when all were answered well.
 */
async function writeBytes(file: Written, writing: Writing): Promise<Refused | undefined> {
  const sent: Promise<Answer<undefined>>[] = []
  let at = writing.from_byte
  const settleOldest = async (): Promise<Refused | undefined> => {
    const answer = await sent.shift()
    if (answer !== undefined && answer.kind !== 'answered') return file.refusedAs(answer)
    return file.isLate() ? refused('no_answer_in_time', 'the file takes too long') : undefined
  }
  for await (const chunk of writing.chunks) {
    if (sent.length >= WRITES_IN_FLIGHT) {
      const why = await settleOldest()
      if (why !== undefined) return why
    }
    sent.push(writeOne(file, chunk, at))
    at += chunk.length
  }
  while (sent.length > 0) {
    const why = await settleOldest()
    if (why !== undefined) return why
  }
  return undefined
}

function writeOne({ link, opened }: Written, chunk: Uint8Array, at: number): Promise<Answer<undefined>> {
  const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)
  return link.ask((sftp, settle) =>
    sftp.write(opened, bytes, 0, bytes.length, at, (error) => settle(error, undefined)),
  )
}
