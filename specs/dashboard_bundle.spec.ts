import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { buildDashboard } from '../apps/dashboard/build.ts'

// Goal: the dashboard opens fast and asks nobody but its own server.
// Method: it is built as a server builds it, and what came out is measured and read.
const FIRST_LOAD_BYTES_MAX = 200_000

let above: string
let folder: string
before(async () => {
  above = await mkdtemp(join(tmpdir(), 'florin-dashboard-'))
  folder = join(above, 'built')
  await buildDashboard(folder)
})
after(() => rm(above, { recursive: true, force: true }))

const read = (path: string): Promise<string> => readFile(join(folder, path), 'utf8')
const assetNames = (): Promise<string[]> => readdir(join(folder, 'assets'))

/** What the browser loads before anything is shown: what the shell names. */
async function firstLoad(): Promise<string[]> {
  const shell = await read('index.html')
  return [...shell.matchAll(/(?:src|href)="\/dashboard\/([^"]+)"/g)].map(([, path = '']) => path)
}

test('the first load is at most 200 KB gzipped', async (t) => {
  const paths = ['index.html', ...(await firstLoad())]
  assert.ok(paths.some((path) => path.endsWith('.js')) && paths.some((path) => path.endsWith('.css')))
  const sizes = await Promise.all(
    paths.map((path) => stat(join(folder, `${path}.gz`)).catch(() => stat(join(folder, path)))),
  )
  const bytes = sizes.reduce((sum, { size }) => sum + size, 0)
  t.diagnostic(`${bytes} bytes gzipped in ${paths.length} files`)
  assert.ok(bytes <= FIRST_LOAD_BYTES_MAX, `${bytes} bytes`)
})

test('pages are files of their own, loaded when they are opened', async () => {
  const scripts = (await assetNames()).filter((name) => name.endsWith('.js'))
  const first = (await firstLoad()).filter((path) => path.endsWith('.js'))
  assert.ok(scripts.length >= first.length + 10, `${scripts.length} scripts, ${first.length} at first`)
})

test('nothing is inline that a content policy would have to allow', async () => {
  const shell = await read('index.html')
  assert.doesNotMatch(shell, /<style|style=|<script(?![^>]*\bsrc=)|javascript:|\son[a-z]+=/)
  for (const name of (await assetNames()).filter((one) => one.endsWith('.css')))
    assert.doesNotMatch(await read(`assets/${name}`), /url\((?!["']?#)/, name)
})

/** Named by programs of others in messages and namespaces; never asked for anything. */
const namedOnly =
  /^https?:\/\/(www\.w3\.org|react\.dev|fb\.me|tanstack\.com|radix-ui\.com|reactjs\.org|github\.com|tailwindcss\.com|simplewebauthn\.dev|localhost|127\.0\.0\.1|([\w-]+\.)*example(\.com)?)$/

test('no file asks another host for anything', async () => {
  const shell = await read('index.html')
  assert.doesNotMatch(shell, /(?:src|href)="(?!\/dashboard\/)/)
  const strange = new Set<string>()
  for (const name of (await assetNames()).filter((one) => /\.(js|css)$/.test(one)))
    for (const [address] of (await read(`assets/${name}`)).matchAll(/(?:https?|wss?):\/\/[a-z0-9.-]+/gi))
      if (!namedOnly.test(address)) strange.add(`${name}: ${address}`)
  assert.deepEqual([...strange], [])
})

test('every file of size has its compressed forms beside it', async () => {
  const names = await assetNames()
  for (const name of names.filter((one) => /\.(js|css)$/.test(one))) {
    const { size } = await stat(join(folder, 'assets', name))
    if (size >= 1_000) assert.ok(names.includes(`${name}.gz`) && names.includes(`${name}.br`), name)
  }
})
