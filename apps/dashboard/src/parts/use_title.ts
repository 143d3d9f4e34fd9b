import { useEffect } from 'react'

/** The page's name in the tab and for whoever listens to it. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · Florin`
  }, [title])
}
