import { type ReactNode, useId, useLayoutEffect, useRef } from 'react'
import { keepFocus } from './focus.ts'
import { Icon } from './icon.tsx'

/**
 * A dialog over the page. The browser's own element: it keeps the focus inside, closes by Escape, gives the focus back to
 * what opened it, and needs no style that a content policy would have to allow.
 *
 * What opened it hears that it closes before the focus is back there, and can be asked again at once: the browser by
 * itself would close first and say so later, and a key pressed in between would be lost.
 */
export function Sheet(props: {
  title: string
  onClose: () => void
  children: ReactNode
  isDrawer?: boolean
}) {
  const dialog = useRef<HTMLDialogElement>(null)
  const name = useId()
  useLayoutEffect(() => {
    const shown = dialog.current
    shown?.showModal()
    // Closed before it is taken away: else the browser gives the focus to nobody.
    return () => {
      shown?.close()
      keepFocus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby={name}
      className={props.isDrawer === true ? 'drawer' : 'sheet'}
      onClose={props.onClose}
      onCancel={(event) => {
        // A field for files says so, too, when none was chosen.
        if (event.target !== dialog.current) return
        event.preventDefault()
        props.onClose()
      }}
      onClick={(event) => {
        if (event.target === dialog.current) props.onClose()
      }}
    >
      <div className="flex items-center justify-between gap-3 border-b border-line px-4 py-3">
        <h2 id={name} className="font-semibold">
          {props.title}
        </h2>
        <button type="button" aria-label="Close" className="button button-bare" onClick={props.onClose}>
          <Icon name="close" />
        </button>
      </div>
      <div className="p-4">{props.children}</div>
    </dialog>
  )
}
