import type { Element } from './element.ts'
import type { XmlEvents } from './events.ts'

type Building = {
  -readonly [Field in keyof Omit<Element, 'children'>]: Element[Field]
} & { readonly children: Building[] }

/** One path that occurs, always the same object, so that each is matched once. */
type Path = {
  readonly names: readonly string[]
  readonly is_part: boolean
  readonly below: Map<string, Path>
}
type Frame = { readonly element: Building; readonly path: Path; has_children: boolean }
type Held = { elements: number; chars: number }

export type Tree = XmlEvents & {
  /** The root as far as it was read, without its parts. */
  soFar(): Element | undefined
  /** What is in memory at this moment. */
  readonly held: Readonly<Held>
}

type Options = {
  isPart(path: readonly string[]): boolean
  onPart(part: Element, path: readonly string[]): void
}

/** Builds elements from events; parts are handed over when they are complete and do not stay in their parent. */
export function openTree({ isPart, onPart }: Options): Tree {
  const frames: Frame[] = []
  const top: Path = { names: [], is_part: false, below: new Map() }
  const held: Held = { elements: 0, chars: 0 }
  let part: { readonly frame: Frame; readonly before: Held } | undefined
  let root: Building | undefined
  return {
    held,
    soFar: () => root,
    open(tag) {
      const above = frames.at(-1)
      const path = pathBelow(above?.path ?? top, tag.name, isPart)
      const { name, namespace, attributes, line, column } = tag
      const element: Building = { name, namespace, attributes, children: [], text: '', line, column }
      const frame: Frame = { element, path, has_children: false }
      if (part === undefined && path.is_part) part = { frame, before: { ...held } }
      else if (above === undefined) root = element
      else above.element.children.push(element)
      if (above !== undefined) {
        above.has_children = true
        above.element.text = ''
      }
      frames.push(frame)
      held.elements++
    },
    text(text) {
      const frame = frames.at(-1)
      if (frame === undefined || frame.has_children) return
      frame.element.text += text
      held.chars += text.length
    },
    close() {
      const frame = frames.pop()
      if (frame === undefined || frame !== part?.frame) return
      held.elements = part.before.elements
      held.chars = part.before.chars
      part = undefined
      onPart(frame.element, frame.path.names)
    },
  }
}

function pathBelow(above: Path, name: string, isPart: Options['isPart']): Path {
  const known = above.below.get(name)
  if (known !== undefined) return known
  const names = [...above.names, name]
  const path: Path = { names, is_part: isPart(names), below: new Map() }
  above.below.set(name, path)
  return path
}
