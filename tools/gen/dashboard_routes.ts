import { describedRoutes, inLines } from './described_routes.ts'

/** What the dashboard knows of each route. Forms, filters and the commands of empty lists are made from it, so none can fall behind. */
export const dashboardRoutes = async (): Promise<string> =>
  inLines((await describedRoutes()).map(({ method, path, route }) => [`${method} ${path}`, route]))
