import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { after } from '../browser.ts'
import { allPages } from './pages_list.ts'

const SECOND_KEY_MS = 1_200

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

/** Ctrl K (⌘K) or / opens the search, ? the list of keys, and g with a letter a page. */
export function useShortcuts(open: (what: 'palette' | 'shortcuts') => void): void {
  const navigate = useNavigate()
  useEffect(() => {
    let isAfterG = false
    let cancel = (): void => undefined
    const press = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        return open('palette')
      }
      const isModified = event.ctrlKey || event.metaKey || event.altKey
      if (isModified || isTyping(event.target) || document.querySelector('dialog[open]') !== null)
        return undefined
      if (event.key === '/') {
        event.preventDefault()
        return open('palette')
      }
      if (event.key === '?') return open('shortcuts')
      const page = isAfterG ? allPages.find(({ keys }) => keys === `g ${event.key}`) : undefined
      isAfterG = event.key === 'g'
      cancel()
      if (isAfterG) cancel = after(SECOND_KEY_MS, () => (isAfterG = false))
      if (page !== undefined) void navigate({ to: page.to })
      return undefined
    }
    document.addEventListener('keydown', press)
    return () => {
      cancel()
      document.removeEventListener('keydown', press)
    }
  }, [navigate, open])
}
