import { may, useSession } from '../api/session.ts'
import { routeOf } from '../registry/routes.ts'

/** Whether whoever is signed in may call a route, so that nothing is offered that would be refused. */
export function useMay(): (route: string) => boolean {
  const { data: session } = useSession()
  return (route) => session !== undefined && may(session, routeOf(route).scope)
}
