import type { Tone } from '../shape/tone.ts'
import { isAmount } from '../shape/amount.ts'
import { isJson, type Json, labelOf, shownAs } from '../shape/value.ts'
import { Value } from './cells.tsx'

const DEPTH_MAX = 3

/** Every field of an object under its name, without a description of it: the wire's conventions say how each is shown. */
export function Facts({
  object,
  tones,
  depth = 0,
}: {
  object: Json
  tones?: Readonly<Record<string, Tone>> | undefined
  depth?: number
}) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined)
  const flat = entries.filter(([, value]) => !isNested(value))
  const nested = entries.filter(([, value]) => isNested(value))
  return (
    <>
      <dl className="grid grid-cols-[minmax(0,9.5rem)_minmax(0,1fr)] gap-x-4 gap-y-1.5">
        {flat.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-soft">{labelOf(name)}</dt>
            <dd className="min-w-0 break-words">
              <Value value={value} path={name} isWhole tones={tones} />
            </dd>
          </div>
        ))}
      </dl>
      {nested.map(([name, value]) => (
        <div key={name} className="mt-3 border-l-2 border-line pl-3">
          <p className="mb-1 font-medium">{labelOf(name)}</p>
          <Nested value={value} path={name} depth={depth} />
        </div>
      ))}
    </>
  )
}

function Nested({ value, path, depth }: { value: unknown; path: string; depth: number }) {
  if (depth >= DEPTH_MAX) return <Value value={value} path={path} isWhole />
  if (isJson(value)) return <Facts object={value} depth={depth + 1} />
  return (
    <ol className="grid gap-3 divide-y divide-line">
      {(value as readonly Json[]).map((one, index) => (
        <li key={index} className="not-first:pt-3">
          <Facts object={one} depth={depth + 1} />
        </li>
      ))}
    </ol>
  )
}

const isNested = (value: unknown): boolean =>
  shownAs(value, '') === 'objects' || (isJson(value) && !isAmount(value) && Object.keys(value).length > 0)
