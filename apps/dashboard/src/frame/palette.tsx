import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useId, useState } from 'react'
import { pageOfId } from '../registry/index.ts'
import { isId } from '../shape/value.ts'
import { startHere } from '../parts/focus.ts'
import { Sheet } from '../parts/sheet.tsx'
import { allPages } from './pages_list.ts'

type Found = {
  readonly to: string
  readonly title: string
  readonly sub: string
  readonly search?: Record<string, string>
}

const SHOWN_MAX = 12

/** Pages by their name, objects by their id, payments by their reference. */
function find(typed: string): readonly Found[] {
  const text = typed.trim()
  const page = isId(text) ? pageOfId(text) : undefined
  const objects: Found[] = page === undefined ? [] : [{ to: page, title: text, sub: `Open it` }]
  const words = text.toLowerCase().split(/\s+/)
  const pages = allPages
    .filter(({ title, group }) => words.every((word) => `${group} ${title}`.toLowerCase().includes(word)))
    .map(({ to, title, group }): Found => ({ to, title, sub: group }))
  const searches: Found[] =
    text === '' || page !== undefined
      ? []
      : [
          {
            to: '/payments',
            search: { reference: text },
            title: `Payments with the reference “${text}”`,
            sub: 'Search',
          },
          {
            to: '/customers',
            search: { email: text },
            title: `Customers with the e-mail “${text}”`,
            sub: 'Search',
          },
          ...(isId(text)
            ? [{ to: '/events', search: { object_id: text }, title: 'Events about this id', sub: 'Search' }]
            : []),
        ]
  return [...objects, ...pages.slice(0, SHOWN_MAX), ...searches]
}

export function Palette({ onClose }: { onClose: () => void }) {
  const [typed, setTyped] = useState('')
  const [chosen, setChosen] = useState(0)
  const list = useId()
  const navigate = useNavigate()
  const found = find(typed)
  const at = Math.min(chosen, found.length - 1)
  const go = (one: Found | undefined): void => {
    if (one === undefined) return
    void navigate({ to: one.to, search: one.search ?? {} })
    onClose()
  }
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setChosen((at + step + found.length) % Math.max(found.length, 1))
    }
    if (event.key === 'Enter') go(found[at])
  }
  return (
    <Sheet title="Search" onClose={onClose}>
      <input
        ref={startHere}
        role="combobox"
        aria-expanded="true"
        aria-controls={list}
        aria-activedescendant={`${list}-${at}`}
        aria-label="A page, an id or a reference"
        placeholder="A page, an id (pay_…) or a reference"
        className="field"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value)
          setChosen(0)
        }}
        onKeyDown={press}
      />
      <Choices list={list} found={found} at={at} choose={setChosen} go={go} />
    </Sheet>
  )
}

function Choices(props: {
  list: string
  found: readonly Found[]
  at: number
  choose: (index: number) => void
  go: (one: Found) => void
}) {
  const { list, found, at, choose, go } = props
  return (
    <ul id={list} role="listbox" aria-label="Found" className="mt-3 max-h-[50vh] overflow-y-auto">
      {found.map((one, index) => (
        <li
          key={`${one.to} ${one.title}`}
          id={`${list}-${index}`}
          role="option"
          aria-selected={index === at}
          className={`flex min-h-9 cursor-pointer items-center justify-between gap-3 rounded-md px-3 ${index === at ? 'bg-sunken' : ''}`}
          onClick={() => go(one)}
          onMouseMove={() => choose(index)}
        >
          <span className="min-w-0 truncate">{one.title}</span>
          <span className="shrink-0 text-xs text-soft">{one.sub}</span>
        </li>
      ))}
    </ul>
  )
}
