import { DropdownMenu } from 'radix-ui'
import { type ReactNode, useRef } from 'react'
import { Icon } from './icon.tsx'

export type MenuItem = {
  readonly label: string
  readonly run: () => void
  readonly isChosen?: boolean
  readonly isDanger?: boolean
  /** Stays open, for choices of several. */
  readonly isSticky?: boolean
}

/** A button with choices. Not modal: a modal one would lock scrolling by a style element, which the policy forbids. */
export function Menu(props: {
  label: ReactNode
  name?: string
  items: readonly MenuItem[]
  isBare?: boolean
}) {
  const chosen = useRef<() => void>(undefined)
  const choose = (run: () => void): void => void (chosen.current = run)
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger
        className={`button ${props.isBare === true ? 'button-bare' : ''}`}
        {...(props.name === undefined ? {} : { 'aria-label': props.name })}
      >
        {props.label}
        <Icon name="down" size={12} />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          // Only now: a dialog that was opened before would give the focus back to an item that is gone.
          onCloseAutoFocus={() => {
            chosen.current?.()
            chosen.current = undefined
          }}
          className="z-30 max-h-[70vh] max-w-[20rem] min-w-44 overflow-y-auto rounded-lg border border-line bg-panel p-1 shadow-lg"
        >
          {props.items.map((item) => (
            <Item key={item.label} item={item} choose={choose} />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

function Item({ item, choose }: { item: MenuItem; choose: (run: () => void) => void }) {
  const { label, run, isChosen, isDanger, isSticky } = item
  const select = (event: Event): void => {
    if (isSticky !== true) return choose(run)
    event.preventDefault()
    return run()
  }
  const className = `flex min-h-8 cursor-pointer items-center gap-2 rounded-md px-2 py-1 outline-none data-highlighted:bg-sunken ${isDanger === true ? 'text-bad' : ''}`
  if (isChosen === undefined)
    return (
      <DropdownMenu.Item onSelect={select} className={className}>
        {label}
      </DropdownMenu.Item>
    )
  return (
    <DropdownMenu.CheckboxItem checked={isChosen} onSelect={select} className={className}>
      <span className="w-4">{isChosen && <Icon name="check" size={14} />}</span>
      {label}
    </DropdownMenu.CheckboxItem>
  )
}
