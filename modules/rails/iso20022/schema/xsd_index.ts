import { open, readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { XSD_HEAD_BYTES } from './limits.ts'

/** Which schema file has which namespace, from the heads of the files. */
export type XsdIndex = ReadonlyMap<string, readonly string[]>

/** Reads the heads of every `.xsd` below a folder. Files without a target namespace are left out. */
export async function indexXsd(folder: string): Promise<XsdIndex> {
  const names = await readdir(folder, { recursive: true })
  const files = names.filter((name) => name.endsWith('.xsd')).toSorted((a, b) => (a < b ? -1 : 1))
  const index = new Map<string, string[]>()
  for (const name of files) {
    const file = join(folder, name)
    const namespace = targetNamespace(await headOf(file))
    if (namespace !== undefined) index.set(namespace, [...(index.get(namespace) ?? []), file])
  }
  return index
}

async function headOf(file: string): Promise<string> {
  const opened = await open(file)
  try {
    const { buffer, bytesRead } = await opened.read(Buffer.alloc(XSD_HEAD_BYTES), 0, XSD_HEAD_BYTES)
    return buffer.toString('utf8', 0, bytesRead)
  } finally {
    await opened.close()
  }
}

const COMMENT = /<!--[\s\S]*?-->/g
const targetNamespace = (head: string): string | undefined =>
  /<(?:\w+:)?schema\s[^>]*?\btargetNamespace\s*=\s*["']([^"']+)["']/.exec(head.replaceAll(COMMENT, ''))?.[1]

export type XsdBundle = {
  readonly schema: Uint8Array
  /** By the names under which the schema and these themselves import them. */
  readonly imports: Readonly<Record<string, Uint8Array>>
}

/**
 * The schema of a namespace with all that it imports. Imports are found by their namespace, beside the file that names
 * them when there is a choice: where a publisher’s folders were is not known, and nothing is ever fetched.
 */
export async function bundleXsd(index: XsdIndex, namespace: string): Promise<XsdBundle | undefined> {
  const [main] = index.get(namespace) ?? []
  if (main === undefined) return undefined
  const names = new Map<string, string>([[main, 'florin:0.xsd']])
  const buffers: Record<string, Uint8Array> = {}
  for (const [file, name] of names)
    buffers[name] = Buffer.from(withImports(await readFile(file, 'utf8'), file, index, names))
  const { 'florin:0.xsd': schema = new Uint8Array(), ...imports } = buffers
  return { schema, imports }
}

/** Adds to `names` what is imported, which is then read in turn. */
function withImports(text: string, file: string, index: XsdIndex, names: Map<string, string>): string {
  return text.replaceAll(/<(?:\w+:)?import\s[^>]*>/g, (written) => {
    const namespace = /\bnamespace\s*=\s*["']([^"']*)["']/.exec(written)?.[1] ?? ''
    const files = index.get(namespace) ?? []
    const found = files.find((one) => dirname(one) === dirname(file)) ?? files[0]
    if (found === undefined) return written
    const name = names.get(found) ?? `florin:${names.size}.xsd`
    names.set(found, name)
    const bare = written.replace(/\bschemaLocation\s*=\s*(?:"[^"]*"|'[^']*')/, '')
    return bare.replace(/import\s/, `import schemaLocation="${name}" `)
  })
}
