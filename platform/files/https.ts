import { assert } from '../../kernel/assert.ts'
import type { Send } from '../outbound/wire.ts'
import { checkContent, type Content, sha256Of, sha256OfStream } from './content.ts'
import { changedBy, refusedByStatus } from './https_answer.ts'
import { createHttpsCall, type HttpsCall, type HttpsConfig } from './https_call.ts'
import { listHttps } from './https_list.ts'
import { downloadHttps, statHttps } from './https_read.ts'
import { HTTPS_FILE_BYTES_MAX } from './limits.ts'
import { done, FileBroken, type Outcome, refused, type Refused, type Told, unknown } from './outcome.ts'
import { type FilePath, readFolder, readPath } from './path.ts'
import { checkNames } from './stepped.ts'
import type { FileTransport, Settled, Uploaded, UploadKey } from './transport.ts'

/**
 * Files over HTTPS, for banks that take them so. A file is one PUT or POST to the path that has its name, with its digest,
 * `If-None-Match: *` and an idempotency key made of its path and hash: a repeat is the same request. There is no temporary
 * name, since a server has a whole request or none; so `settle` finds `final` or `neither`, and while the server may still be
 * at it, `neither` can become `final`. A file is in memory as a whole, at most HTTPS_FILE_BYTES_MAX of it. Archives are the
 * bank's own: `archive` is not supported.
 */
export function createHttpsTransport({ send }: { readonly send: Send }, config: HttpsConfig): FileTransport {
  const call = createHttpsCall(send, config)
  let isClosed = false
  /** Runs `fn` on a path that is one. */
  const on = async <T>(text: string, fn: (path: FilePath) => Promise<T>): Promise<T | Refused> => {
    const path = readPath(text)
    if (isClosed) return refused('closed', 'the transport was closed')
    return 'kind' in path ? path : fn(path)
  }
  return {
    async list(text) {
      const read = readFolder(text)
      if ('kind' in read) return read
      if (isClosed) return refused('closed', 'the transport was closed')
      const listed = await listHttps(call, read.folder)
      return listed.kind === 'done' ? done(checkNames(listed.value)) : listed
    },
    stat: (text) => on(text, (path) => statHttps(call, path.text)),
    download: (text, { from_byte = 0 } = {}) => on(text, (path) => downloadHttps(call, path.text, from_byte)),
    upload: (text, content, { sha256 }) =>
      on(text, (path) => uploadHttps(call, config, { path: path.text, size: content.size, sha256 }, content)),
    settle: (key) => on(key.path, () => settleHttps(call, key)),
    archive: () => Promise.resolve(refused('not_supported', 'a bank’s own server keeps its archive')),
    remove: (text) => on(text, (path) => removeHttps(call, path)),
    close() {
      isClosed = true
      return Promise.resolve()
    },
  }
}

async function uploadHttps(
  call: HttpsCall,
  { method = 'PUT', digest = 'content_digest' }: HttpsConfig,
  key: UploadKey,
  content: Content,
): Promise<Outcome<Uploaded>> {
  assert(/^[0-9a-f]{64}$/.test(key.sha256), 'a hash is 64 lower-case hex digits')
  if (key.size > HTTPS_FILE_BYTES_MAX)
    return refused('too_long', `over HTTPS a file has at most ${HTTPS_FILE_BYTES_MAX} bytes`)
  const checked = checkContent(content, 0)
  const chunks: Uint8Array[] = []
  for await (const chunk of checked.chunks) chunks.push(chunk)
  if (!checked.isAsSaid(key.sha256))
    return refused('content_differs', 'the content to send is not of the size and hash that were said')
  const hash = Buffer.from(key.sha256, 'hex').toString('base64')
  const headers = {
    'content-type': 'application/octet-stream',
    'if-none-match': '*',
    'idempotency-key': `"${sha256Of(Buffer.from(`${key.path}\n${key.sha256}`))}"`,
    ...(digest === 'digest' ? { digest: `SHA-256=${hash}` } : { 'content-digest': `sha-256=:${hash}:` }),
  }
  const body = Buffer.concat(chunks).toString('latin1')
  const sent = changedBy(await call.send(method, key.path, headers, body), call.secrets)
  if (sent.kind !== 'done') return sent
  const { status } = sent.value
  if (status >= 200 && status < 300) return done({ ...key, was_there: false })
  if (status === 409 || status === 412) return compareTaken(call, key)
  const why = refusedByStatus(sent.value, call.secrets)
  return why.reason === 'no_such_file' ? refused('no_such_folder', why.why) : why
}

/** The name is taken: by an earlier attempt of ours, or by something else. */
async function compareTaken(call: HttpsCall, key: UploadKey): Promise<Outcome<Uploaded>> {
  const found = await findHttps(call, key)
  if (found.kind === 'refused') return unknown(`the name is taken, and cannot be looked at: ${found.why}`)
  if (found.value === 'same') return done({ ...key, was_there: true })
  if (found.value === 'differs') return refused('name_taken', 'another file has this name already')
  return unknown('the name was taken, and now nothing has it')
}

async function settleHttps(call: HttpsCall, key: UploadKey): Promise<Outcome<Settled>> {
  const found = await findHttps(call, key)
  if (found.kind === 'refused') return unknown(found.why)
  if (found.value === 'differs') return refused('name_taken', 'another file has this name already')
  return done({ found: found.value === 'same' ? 'final' : 'neither' })
}

async function findHttps(call: HttpsCall, key: UploadKey): Promise<Told<'same' | 'differs' | 'absent'>> {
  const opened = await downloadHttps(call, key.path, 0)
  if (opened.kind === 'refused') return opened.reason === 'no_such_file' ? done('absent') : opened
  if (opened.value.size !== undefined && opened.value.size !== key.size) return done('differs')
  try {
    const { size, sha256 } = await sha256OfStream(opened.value.bytes)
    return done(size === key.size && sha256 === key.sha256 ? 'same' : 'differs')
  } catch (error) {
    if (error instanceof FileBroken) return error.refused
    throw error
  }
}

async function removeHttps(call: HttpsCall, path: FilePath): Promise<Outcome<undefined>> {
  const sent = changedBy(await call.send('DELETE', path.text, {}), call.secrets)
  if (sent.kind !== 'done') return sent
  const { status } = sent.value
  const isGone = (status >= 200 && status < 300) || status === 404 || status === 410
  return isGone ? done(undefined) : refusedByStatus(sent.value, call.secrets)
}
