import { MARKER_BYTES_MAX } from './limits.ts'
import { done, FileBroken, refused, type Told } from './outcome.ts'
import type { FileTransport } from './transport.ts'

/** What a marker file says of the file that it stands for. */
export type MarkerText = { readonly size: number | undefined; readonly sha256: string | undefined }

/**
 * Reads what banks write into control files: `size=123` or `size: 123`, or one number by itself; 64 hex digits are the
 * SHA-256. Everything else in it is left alone, and what is not there is undefined.
 */
export function readMarkerText(text: string): MarkerText {
  const sha256 = /(?<![0-9a-z])[0-9a-f]{64}(?![0-9a-z])/i.exec(text)?.[0].toLowerCase()
  const named = /\bsize\s{0,4}[:=]\s{0,4}(\d{1,15})(?!\d)/i.exec(text)?.[1]
  const numbers = text.split(/[\s,;|]+/).filter((word) => /^\d{1,15}$/.test(word))
  const size = named ?? (numbers.length === 1 ? numbers[0] : undefined)
  return { size: size === undefined ? undefined : Number(size), sha256 }
}

/** Fetches a marker file. One that is long or ends early says nothing: it may be only half written. */
export async function fetchMarker(transport: FileTransport, path: string): Promise<Told<MarkerText>> {
  const nothing = done({ size: undefined, sha256: undefined })
  const opened = await transport.download(path)
  if (opened.kind === 'refused') return opened.reason === 'no_such_file' ? nothing : opened
  let text = ''
  try {
    for await (const bytes of opened.value.bytes) {
      text += Buffer.from(bytes).toString('latin1')
      if (text.length > MARKER_BYTES_MAX) return nothing
    }
  } catch (error) {
    if (!(error instanceof FileBroken)) throw error
    return error.refused.reason === 'content_differs'
      ? nothing
      : refused(error.refused.reason, error.refused.why)
  }
  return done(readMarkerText(text))
}
