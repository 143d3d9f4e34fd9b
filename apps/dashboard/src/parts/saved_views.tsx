import { useNavigate } from '@tanstack/react-router'
import { type SyntheticEvent, useId, useState } from 'react'
import { keep, kept } from '../browser.ts'
import { startHere } from './focus.ts'
import { Icon } from './icon.tsx'
import { Menu } from './menu.tsx'
import { Sheet } from './sheet.tsx'

type Search = Readonly<Record<string, string>>
type View = { readonly name: string; readonly search: Search }

/** Filters and columns under a name, kept by this browser. A view is an address, so sending the address shares it. */
export function SavedViews({ resource, search }: { resource: string; search: Search }) {
  const [views, setViews] = useState(() => kept<readonly View[]>(`views.${resource}`, []))
  const [isNaming, setNaming] = useState(false)
  const navigate = useNavigate()
  const write = (next: readonly View[]): void => {
    keep(`views.${resource}`, next)
    setViews(next)
  }
  const isSame = (view: View): boolean => JSON.stringify(view.search) === JSON.stringify(search)
  const current = views.find(isSame)
  const open = (to: Search): void => void navigate({ to: '.', search: to })
  return (
    <>
      <Menu
        label={
          <>
            <Icon name="star" /> {current?.name ?? 'Views'}
          </>
        }
        items={[
          { label: 'Everything', run: () => open({}), isChosen: Object.keys(search).length === 0 },
          ...views.map((view) => ({
            label: view.name,
            run: () => open(view.search),
            isChosen: isSame(view),
          })),
          current === undefined
            ? { label: 'Save this view…', run: () => setNaming(true) }
            : {
                label: `Forget “${current.name}”`,
                run: () => write(views.filter((one) => one !== current)),
                isDanger: true,
              },
        ]}
      />
      {isNaming && (
        <NameView
          onClose={() => setNaming(false)}
          onName={(name) => {
            write([...views.filter((one) => one.name !== name), { name, search }])
            setNaming(false)
          }}
        />
      )}
    </>
  )
}

function NameView({ onName, onClose }: { onName: (name: string) => void; onClose: () => void }) {
  const field = useId()
  const [name, setName] = useState('')
  const submit = (event: SyntheticEvent): void => {
    event.preventDefault()
    if (name.trim() !== '') onName(name.trim())
  }
  return (
    <Sheet title="Save this view" onClose={onClose}>
      <form onSubmit={submit}>
        <label htmlFor={field} className="mb-1 block font-medium">
          Name
        </label>
        <input
          id={field}
          ref={startHere}
          className="field"
          value={name}
          maxLength={40}
          onChange={(event) => setName(event.target.value)}
        />
        <div className="mt-4 flex justify-end">
          <button type="submit" className="button button-main">
            Save
          </button>
        </div>
      </form>
    </Sheet>
  )
}
