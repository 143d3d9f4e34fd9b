import type * as libxml2 from 'libxml2-wasm'
import type { ErrorDetail, XmlDocument, XmlElement, XsdValidator } from 'libxml2-wasm'
import type { FileFault } from '../../files/fault.ts'
import { XSD_BYTES_MAX, XSD_KEPT_MAX } from './limits.ts'
import { bundleXsd, indexXsd, type XsdIndex } from './xsd_index.ts'

export type XsdCheck = {
  /**
   * What libxml2 says about a whole document: the schema of the root’s namespace, or those of the messages inside. No
   * faults: it is valid. `noted`: it could not be checked, because it is too large, no schema is there, or the schema
   * itself is not usable. Never throws for what a document holds.
   */
  check(bytes: Uint8Array): Promise<readonly FileFault[]>
  /** Gives back the memory of compiled schemas, which is not the garbage collector’s. */
  close(): void
}

type Library = typeof libxml2
type Compiled = { readonly validator: XsdValidator; readonly source: XmlDocument }
type Schemas = {
  /**
   * What `use` says about the compiled schema, or about the sentence why it cannot be used; undefined when there is none.
   * It is called at once: a moment later the schema may have made room for another.
   */
  use<T>(namespace: string, use: (schema: Compiled | string) => T): Promise<T | undefined>
  close(): void
}

/**
 * Checks documents with libxml2 against the schemas of a folder, which whoever runs Florin has put there. The folder is
 * looked through at the first check, and files are read when they are needed; later changes to it are not seen. Nothing
 * is loaded from where a document says its schema is.
 */
export function openXsdCheck({
  folder,
  bytes_max = XSD_BYTES_MAX,
}: {
  readonly folder: string
  readonly bytes_max?: number
}): XsdCheck {
  let opened: Promise<{ readonly library: Library; readonly schemas: Schemas }> | undefined
  let closers: (() => void)[] = []
  const start = async () => {
    const [library, index] = await Promise.all([import('libxml2-wasm'), indexXsd(folder)])
    const schemas = openSchemas(library, index)
    closers = [schemas.close]
    return { library, schemas }
  }
  return {
    async check(bytes) {
      if (bytes.length > bytes_max)
        return [
          noted(
            'xsd_too_large',
            `Documents above ${bytes_max} bytes are not checked with the schema itself.`,
          ),
        ]
      const { library, schemas } = await (opened ??= start())
      return checkDocument(library, schemas, bytes)
    },
    close() {
      for (const close of closers) close()
    },
  }
}

const noted = (rule: string, detail: string): FileFault => ({
  line: 1,
  column: 1,
  rule: `iso20022_${rule}`,
  field: '',
  detail,
  severity: 'noted',
})

async function checkDocument(
  library: Library,
  schemas: Schemas,
  bytes: Uint8Array,
): Promise<readonly FileFault[]> {
  const { XmlDocument, XmlLibError, ParseOption } = library
  let document: XmlDocument
  try {
    const option =
      ParseOption.XML_PARSE_NONET | ParseOption.XML_PARSE_NO_XXE | ParseOption.XML_PARSE_BIG_LINES
    document = XmlDocument.fromBuffer(bytes, { option })
  } catch (thrown) {
    if (!(thrown instanceof XmlLibError)) throw thrown
    return thrown.details.map((detail) => faultOf('xsd_not_well_formed', detail))
  }
  try {
    if (document.dtd !== null)
      return [{ ...noted('xsd_doctype', 'A DOCTYPE is not allowed.'), severity: 'refused' }]
    return await checkElements(library, schemas, document)
  } finally {
    document.dispose()
  }
}

/** Wrappers stand within each other at most so deep; what is deeper is a part of a message. */
const WRAPPERS_MAX = 8

async function checkElements(
  library: Library,
  schemas: Schemas,
  document: XmlDocument,
): Promise<FileFault[]> {
  const faults: FileFault[] = []
  let level: readonly XmlElement[] = [document.root]
  let is_checked = false
  for (let depth = 0; depth < WRAPPERS_MAX && level.length > 0; depth++) {
    const below: XmlElement[] = []
    for (const element of level) {
      const told = await schemas.use(element.namespaceUri, (schema) =>
        typeof schema === 'string'
          ? [noted('xsd_unusable', schema)]
          : validate(library, schema, depth === 0 ? document : element),
      )
      if (told === undefined) below.push(...elementsIn(element, library))
      else faults.push(...told)
      is_checked ||= told !== undefined
    }
    level = below
  }
  if (is_checked) return faults
  return [noted('xsd_absent', 'There is no schema for this document; it was not checked with one.')]
}

function elementsIn(parent: XmlElement, { XmlElement: Kind }: Library): XmlElement[] {
  const found: XmlElement[] = []
  for (let node = parent.firstChild; node !== null; node = node.next)
    if (node instanceof Kind) found.push(node)
  return found
}

function validate(
  { XmlLibError }: Library,
  { validator }: Compiled,
  what: XmlDocument | XmlElement,
): FileFault[] {
  try {
    // The two are overloads, so a union of them is told apart here.
    if ('root' in what) validator.validate(what)
    else validator.validate(what)
    return []
  } catch (thrown) {
    if (!(thrown instanceof XmlLibError)) throw thrown
    return thrown.details.map((detail) => faultOf('xsd', detail))
  }
}

/** The library quotes values, which may be account numbers. */
function faultOf(rule: string, { message, line, col }: ErrorDetail): FileFault {
  const detail = message
    .trim()
    .replaceAll(/\{[^{}]*\}(?=[\w.-])/g, '')
    .replace(/(The value|:) '.*'(?= is not )/s, '$1')
  const [, element = '', attribute] = /^Element '([\w.-]+)'(?:, attribute '([\w.-]+)')?/.exec(detail) ?? []
  return {
    line: Math.max(1, line),
    column: Math.max(1, col),
    rule: `iso20022_${rule}`,
    field: attribute === undefined ? element : `${element}/@${attribute}`,
    detail,
    severity: 'refused',
  }
}

function openSchemas(library: Library, index: XsdIndex): Schemas {
  const kept = new Map<string, Compiled | string>()
  const forget = (namespace: string): void => {
    const compiled = kept.get(namespace)
    kept.delete(namespace)
    if (compiled === undefined || typeof compiled === 'string') return
    compiled.validator.dispose()
    compiled.source.dispose()
  }
  return {
    async use(namespace, use) {
      const known = kept.get(namespace)
      if (known !== undefined) return use(known)
      const bundle = await bundleXsd(index, namespace)
      if (bundle === undefined) return undefined
      const meanwhile = kept.get(namespace)
      if (meanwhile !== undefined) return use(meanwhile)
      const [oldest] = kept.keys()
      if (kept.size >= XSD_KEPT_MAX && oldest !== undefined) forget(oldest)
      const compiled = compile(library, bundle)
      kept.set(namespace, compiled)
      return use(compiled)
    },
    close() {
      for (const namespace of kept.keys()) forget(namespace)
    },
  }
}

/** Imports come from memory, and only while the schema is compiled: afterwards nothing can be loaded at all. */
function compile(
  { XmlDocument, XsdValidator, XmlBufferInputProvider, XmlError, ...library }: Library,
  {
    schema,
    imports,
  }: { readonly schema: Uint8Array; readonly imports: Readonly<Record<string, Uint8Array>> },
): Compiled | string {
  let source: XmlDocument | undefined
  library.xmlRegisterInputProvider(new XmlBufferInputProvider({ ...imports }))
  try {
    source = XmlDocument.fromBuffer(schema, { option: library.ParseOption.XML_PARSE_NONET })
    return { source, validator: XsdValidator.fromDoc(source) }
  } catch (thrown) {
    source?.dispose()
    if (!(thrown instanceof XmlError)) throw thrown
    return `The schema cannot be used: ${thrown.message.trim().slice(0, 200)}`
  } finally {
    library.xmlCleanupInputProvider()
  }
}
