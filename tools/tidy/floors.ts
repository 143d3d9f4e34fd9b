/** The whole dependency law. A module may import the faces of lower floors, and nothing else of ours. */
export const floors = [
  ['audit', 'ledger', 'requests'],
  ['auth', 'vault', 'fx'],
  ['identity', 'consent', 'risk', 'rails'],
  ['routing', 'wallets'],
  ['payments', 'payouts'],
  ['lending', 'openbanking', 'disputes', 'reconciliation'],
  ['webhooks', 'sandbox'],
] as const satisfies readonly (readonly string[])[]

/** 0 is the lowest floor; -1 means that the table knows no such module. */
export const floorOf = (module: string): number =>
  floors.findIndex((floor) => (floor as readonly string[]).includes(module))

/**
 * What a room may import besides itself. `lower faces` are the `index.ts` files of modules below, `faces`
 * those of every module. SDK, CLI and dashboard know the product only by its OpenAPI document.
 */
export const sees: Readonly<Record<string, readonly Sight[]>> = {
  kernel: [],
  platform: ['kernel'],
  modules: ['kernel', 'platform', 'lower faces'],
  connectors: ['kernel', 'face of rails'],
  // The `florin` command is one for users and operators: it is composed where the operators' part is.
  'apps/server': ['kernel', 'platform', 'faces', 'connectors', 'face of cli'],
  'apps/simulator': ['kernel', 'platform', 'faces', 'connectors'],
  'apps/cli': ['sdk'],
  'apps/dashboard': ['sdk'],
  sdk: [],
  tools: ['kernel', 'platform', 'faces', 'apps'],
  specs: ['kernel', 'platform', 'faces', 'connectors', 'apps', 'tools', 'sdk', 'sim', 'bench'],
  sim: ['kernel', 'platform', 'faces', 'connectors', 'apps', 'tools'],
  bench: ['kernel', 'platform', 'faces', 'connectors', 'apps', 'tools'],
}
/** What a `*.test.ts` may import beyond its room's own rights. */
export const testsSee: readonly Sight[] = ['kernel', 'platform', 'faces', 'tools']

export type Sight =
  | 'kernel'
  | 'platform'
  | 'lower faces'
  | 'faces'
  | 'face of rails'
  | 'face of cli'
  | 'connectors'
  | 'apps'
  | 'tools'
  | 'sdk'
  | 'sim'
  | 'bench'

/**
 * SQL functions that a schema publishes for the SQL of modules above it. Nothing else crosses a schema's
 * wall, so each module could still be a service with its own database role.
 */
export const publishedFunctions: Readonly<Record<string, readonly string[]>> = {
  platform: [
    'append_facts',
    'append_batch_fact',
    'record_keys',
    'assert_fence',
    'schedule_jobs',
    'feed_head',
    'feed_shape',
    'feed_refs',
    'feed_bodies',
    'read_feed',
    'feed_cursors',
  ],
  ledger: ['post_transfers', 'post_transfers_exactly'],
  risk: ['record_attempts', 'record_declines', 'look'],
  routing: ['record_declines'],
}

/** Rooms of the tree, and the folders a room may hold where the architecture names them. */
export const rooms: Readonly<Record<string, readonly string[] | 'any'>> = {
  '.ci': 'any',
  kernel: ['facts'],
  platform: [
    'db',
    'http',
    'outbox',
    'jobs',
    'bus',
    'batcher',
    'outbound',
    'crypto',
    'files',
    'telemetry',
    'idempotency',
    'sql',
  ],
  modules: floors.flat(),
  connectors: 'any',
  apps: ['server', 'simulator', 'cli', 'dashboard'],
  sdk: ['typescript'],
  specs: 'any',
  sim: 'any',
  fixtures: 'any',
  bench: 'any',
  tools: ['node', 'run', 'tidy', 'migrate', 'gen', 'demo'],
  docs: 'any',
  deploy: 'any',
}
/** Files that may stand beside the rooms. */
export const rootFiles: readonly string[] = [
  ...'README ARCHITECTURE STYLE GLOSSARY CHANGELOG SECURITY CONTRIBUTING'
    .split(' ')
    .map((name) => `${name}.md`),
  'LICENSE',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'biome.json',
  'knip.json',
  '.oxlintrc.json',
  '.gitignore',
  '.npmrc',
]
