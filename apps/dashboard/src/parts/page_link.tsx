import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

/** A link to a page of the dashboard by its address, with a query of its own. */
export function PageLink(props: {
  readonly to: string
  readonly search?: Readonly<Record<string, string>>
  readonly className?: string
  readonly children: ReactNode
  readonly onClick?: () => void
}) {
  const { to, search = {}, className = 'link', children, onClick } = props
  return (
    <Link
      to={to}
      search={search}
      className={className}
      activeProps={{ 'aria-current': 'page' }}
      activeOptions={{ exact: to === '/' }}
      {...(onClick === undefined ? {} : { onClick })}
    >
      {children}
    </Link>
  )
}
