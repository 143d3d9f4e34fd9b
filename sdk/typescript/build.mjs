// Makes the package: plain JavaScript and its types in `dist/`. `node build.mjs [folder]`: into a folder of its own.
import { spawnSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = fileURLToPath(new URL('.', import.meta.url))
const root = join(here, '../..')
const out = process.argv[2] ?? here
const dist = join(out, 'dist')

rmSync(dist, { recursive: true, force: true })
const tsc = join(root, 'node_modules/typescript/bin/tsc')
const { status } = spawnSync(process.execPath, [tsc, '-p', here, '--outDir', dist], { stdio: 'inherit' })
if (status !== 0) process.exit(status ?? 1)
// The compiler renames imports in JavaScript, and leaves those of the types as they are.
for (const path of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
  if (!path.endsWith('.d.ts')) continue
  const text = readFileSync(join(dist, path), 'utf8')
  writeFileSync(join(dist, path), text.replaceAll(/(from '\.[^']*)\.ts'/g, "$1.js'"))
}
copyFileSync(join(root, 'LICENSE'), join(out, 'LICENSE'))
if (out !== here)
  for (const name of ['package.json', 'README.md']) copyFileSync(join(here, name), join(out, name))
