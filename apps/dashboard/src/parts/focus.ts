import { type RefObject, useEffect, useRef } from 'react'

/** The id of what is the page itself, behind the menu and the bar. */
export const PAGE = 'page'

/**
 * As the ref of a field or a place: whoever types goes on there. A dialog is not shown yet when its fields are made, so
 * the attribute tells the browser where to begin; React sets none.
 */
export function startHere(place: HTMLElement | null): void {
  place?.setAttribute('autofocus', '')
  place?.focus({ preventScroll: true })
}

/** What had the focus is gone with what was closed: it goes to the page, not to the very top of the window. */
export function keepFocus(): void {
  if (document.activeElement === document.body) document.getElementById(PAGE)?.focus({ preventScroll: true })
}

/** A button that was pressed may be gone when the page has heard of it, long after its dialog was closed. */
export function useKeptFocus(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    let last: EventTarget | null = null
    const follow = ({ target }: FocusEvent): void => void (last = target)
    const watch = new MutationObserver(() => {
      if (!(last instanceof Node) || last.isConnected) return
      last = null
      keepFocus()
    })
    const within = place.current
    if (within === null) return undefined
    within.addEventListener('focusin', follow)
    watch.observe(within, { childList: true, subtree: true })
    return () => {
      within.removeEventListener('focusin', follow)
      watch.disconnect()
    }
  }, [place])
}

let shown: string | undefined

/** Whoever listens is taken to the beginning when another page opens; the first one begins where the browser begins. */
export function useBeginning(place: string): RefObject<HTMLElement | null> {
  const beginning = useRef<HTMLElement>(null)
  useEffect(() => {
    if (shown !== undefined) beginning.current?.focus({ preventScroll: true })
    shown = place
  }, [place])
  return beginning
}
