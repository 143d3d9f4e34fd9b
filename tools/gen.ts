import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cliOperations } from './gen/cli_operations.ts'
import { dashboardRoutes } from './gen/dashboard_routes.ts'
import { openApiText } from './gen/openapi.ts'
import { sdkNames, sdkResources } from './gen/sdk_resources.ts'
import { sdkTypes } from './gen/sdk_types.ts'
import { thirdPartyPage } from './gen/third_party.ts'

const root = fileURLToPath(new URL('../', import.meta.url))

/** A file that is made from another source of truth and committed, so that a diff shows what changed. */
export type Generated = {
  /** From the root; its name ends in `.gen.*`, so that nobody edits or reviews it as code. */
  readonly path: string
  make(): Promise<string>
}

/** Every generated file. A new generator is one line here and a file in `tools/gen/`. */
export const generated: readonly Generated[] = [
  { path: 'docs/openapi.gen.json', make: openApiText },
  { path: 'apps/dashboard/src/registry/routes.gen.json', make: dashboardRoutes },
  { path: 'apps/cli/operations.gen.json', make: cliOperations },
  { path: 'sdk/typescript/generated/types.gen.ts', make: sdkTypes },
  { path: 'sdk/typescript/generated/resources.gen.ts', make: sdkResources },
  { path: 'sdk/typescript/generated/names.gen.json', make: sdkNames },
  { path: 'docs/third_party.gen.md', make: async () => thirdPartyPage(root) },
]

/** The paths whose committed text is not what their generator makes now; nothing is written. */
export async function staleFiles(): Promise<string[]> {
  const texts = await Promise.all(generated.map(({ make }) => make()))
  return generated.filter(({ path }, at) => readIfThere(path) !== texts[at]).map(({ path }) => path)
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(join(root, path), 'utf8')
  } catch {
    return undefined
  }
}

/** `npm run gen` writes what is stale and says so. */
if (import.meta.main) {
  const stale = new Set(await staleFiles())
  for (const { path, make } of generated.filter((file) => stale.has(file.path))) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), await make())
    console.log(`wrote ${path}`)
  }
  console.log(`${generated.length} generated files, ${stale.size} written`)
}
