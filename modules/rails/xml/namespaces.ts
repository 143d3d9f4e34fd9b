type Attributes = Readonly<Record<string, string>>
type ExpandedName = { readonly name: string; readonly namespace: string }

const XML = 'http://www.w3.org/XML/1998/namespace'
const XMLNS = 'http://www.w3.org/2000/xmlns/'
const XSI = 'http://www.w3.org/2001/XMLSchema-instance'

/** Shared by every element that has none. */
export const noAttributes: Attributes = Object.freeze({})

/** `names`: what elements were called in this scope, so that the same name is taken apart once. */
type Scope = {
  readonly prefixes: ReadonlyMap<string, string>
  readonly names: Map<string, ExpandedName>
}
const NAMES_KEPT_MAX = 1_000
const scopeOf = (prefixes: ReadonlyMap<string, string>): Scope => ({ prefixes, names: new Map() })
const outermost = new Map([
  ['', ''],
  ['xml', XML],
])

export type Namespaces = {
  /** An element begins: its own declarations hold from here on. Says what is wrong with them, or nothing. */
  open(attributes: Attributes): string | undefined
  close(): void
  /** Undefined for a prefix that nobody declared, or a name with two colons. */
  expand(qualified: string, is_attribute: boolean): ExpandedName | undefined
}

/** Which prefix stands for which namespace at each depth (Namespaces in XML 1.0). */
export function openNamespaces(): Namespaces {
  let scope = scopeOf(outermost)
  const outer: Scope[] = []
  const expand: Namespaces['expand'] = (qualified, is_attribute) => {
    const colon = qualified.indexOf(':')
    if (colon === -1)
      return { name: qualified, namespace: is_attribute ? '' : (scope.prefixes.get('') ?? '') }
    const namespace = scope.prefixes.get(qualified.slice(0, colon))
    const name = qualified.slice(colon + 1)
    const is_malformed = colon === 0 || name === '' || name.includes(':')
    return namespace === undefined || is_malformed ? undefined : { name, namespace }
  }
  return {
    open(attributes) {
      outer.push(scope)
      if (attributes === noAttributes) return undefined
      const own = Object.entries(attributes).filter(([name]) => isDeclaration(name))
      if (own.length === 0) return undefined
      const prefixes = new Map(scope.prefixes)
      for (const [name, value] of own) {
        const prefix = name.slice('xmlns:'.length)
        if (!mayDeclare(prefix, value)) return `The namespace prefix «${prefix}» may not be declared so.`
        prefixes.set(prefix, value)
      }
      scope = scopeOf(prefixes)
      return undefined
    },
    close() {
      scope = outer.pop() ?? scope
    },
    expand(qualified, is_attribute) {
      if (is_attribute) return expand(qualified, true)
      const known = scope.names.get(qualified)
      if (known !== undefined) return known
      const expanded = expand(qualified, false)
      if (expanded !== undefined && scope.names.size < NAMES_KEPT_MAX) scope.names.set(qualified, expanded)
      return expanded
    },
  }
}

const isDeclaration = (name: string): boolean => name === 'xmlns' || name.startsWith('xmlns:')

function mayDeclare(prefix: string, namespace: string): boolean {
  if (namespace === XMLNS || prefix === 'xmlns') return false
  if (prefix === '') return namespace !== XML
  return (prefix === 'xml') === (namespace === XML) && namespace !== ''
}

/** Attributes by their local names, declarations left out; undefined when a prefix is unknown or two are the same. */
export function attributesOf(written: Attributes, { expand }: Namespaces): Attributes | undefined {
  if (written === noAttributes) return noAttributes
  const own: [string, string][] = []
  const seen = new Set<string>()
  for (const [qualified, value] of Object.entries(written)) {
    if (isDeclaration(qualified)) continue
    const expanded = expand(qualified, true)
    if (expanded === undefined) return undefined
    const { name, namespace } = expanded
    const key = `${namespace} ${name}`
    if (seen.has(key)) return undefined
    seen.add(key)
    own.push([namespace === '' ? name : namespace === XSI ? `xsi:${name}` : qualified, value])
  }
  return own.length === 0 ? noAttributes : Object.fromEntries(own)
}
