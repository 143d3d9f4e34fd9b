import { PageLink } from '../parts/page_link.tsx'
import { useTitle } from '../parts/use_title.ts'

export function MissingPage() {
  useTitle('No such page')
  return (
    <div className="card mx-auto mt-10 max-w-lg p-6">
      <h1 className="text-lg font-semibold">There is no such page</h1>
      <p className="mt-1 text-soft">
        The address may be old or mistyped. Search with Ctrl K, or begin at the{' '}
        <PageLink to="/">overview</PageLink>.
      </p>
    </div>
  )
}
