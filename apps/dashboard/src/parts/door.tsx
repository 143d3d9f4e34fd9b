import { type ReactNode, useId } from 'react'
import { Coin } from '../frame/nav.tsx'
import { startHere, useBeginning } from './focus.ts'

/** A page for whoever is not inside yet. */
export function Door({ title, children }: { title: string; children: ReactNode }) {
  const main = useBeginning(title)
  return (
    <main
      ref={main}
      tabIndex={-1}
      className="mx-auto flex min-h-dvh w-full max-w-md flex-col justify-center p-4 outline-none"
    >
      <div className="card p-6 shadow-sm">
        <p className="mb-4 flex items-center gap-2 text-lg font-semibold">
          <Coin /> Florin
        </p>
        <h1 className="mb-4 text-xl font-semibold">{title}</h1>
        {children}
      </div>
    </main>
  )
}

export function TextField(props: {
  label: string
  type?: 'text' | 'email' | 'password'
  complete: string
  value: string
  change: (text: string) => void
  say?: string
  isCode?: boolean
  /** It appears when it is asked for, and is typed into next. */
  isNext?: boolean
}) {
  const { label, type = 'text', complete, value, change, say, isCode = false, isNext = false } = props
  const name = useId()
  return (
    <div className="mb-3">
      <label htmlFor={name} className="mb-1 block font-medium">
        {label}
      </label>
      <input
        id={name}
        ref={isNext ? startHere : undefined}
        className={`field ${isCode ? 'code tracking-widest' : ''}`}
        type={type}
        autoComplete={complete}
        inputMode={isCode ? 'numeric' : undefined}
        aria-describedby={say === undefined ? undefined : `${name}-say`}
        value={value}
        onChange={(event) => change(event.target.value)}
      />
      {say !== undefined && (
        <p id={`${name}-say`} className="mt-1 text-xs text-soft">
          {say}
        </p>
      )}
    </div>
  )
}
