import { useNavigate, useParams, useSearch } from '@tanstack/react-router'

type Search = Readonly<Record<string, string>>

/** The query of the address, as text; changing it is a step that the browser's back button takes back. */
export function useAddress(): readonly [
  Search,
  (change: Readonly<Record<string, string | undefined>>) => void,
] {
  const search: Search = useSearch({ strict: false })
  const navigate = useNavigate()
  const change = (more: Readonly<Record<string, string | undefined>>): void => {
    const next = Object.entries({ ...search, ...more }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined && pair[1] !== '',
    )
    void navigate({ to: '.', search: Object.fromEntries(next) })
  }
  return [search, change]
}

/** Which resource, and which of them, the address names. */
export function useNames(): { readonly resource: string; readonly id: string } {
  const { resource = '', id = '' }: { resource?: string; id?: string } = useParams({ strict: false })
  return { resource, id }
}
