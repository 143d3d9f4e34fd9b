import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import { build } from 'vite'
import { viteOptions } from './vite_options.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } }
/** Below this a compressed file is no smaller in packets. */
const COMPRESSED_BYTES_MIN = 1_000

/**
 * Builds the dashboard into `folder`, with each file compressed beside it. It appears there whole or not at all; where
 * another build was faster, its folder stays.
 */
export async function buildDashboard(folder: string): Promise<void> {
  const draft = `${folder}.${process.pid}`
  const { NODE_ENV } = process.env
  // Vite and React build for developers when this says so, whatever the mode.
  process.env['NODE_ENV'] = 'production'
  try {
    await build(viteOptions(here, draft))
    await compress(draft)
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await isBuilt(folder))) throw error
    })
  } finally {
    if (NODE_ENV === undefined) delete process.env['NODE_ENV']
    else process.env['NODE_ENV'] = NODE_ENV
    await rm(draft, { recursive: true, force: true })
  }
}

const isBuilt = (folder: string): Promise<boolean> =>
  readFile(join(folder, 'index.html')).then(
    () => true,
    () => false,
  )

async function compress(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  await Promise.all(
    files.map(async (file) => {
      const plain = await readFile(file)
      if (plain.length < COMPRESSED_BYTES_MIN || !/\.(html|js|css|svg)$/.test(file)) return
      await writeFile(`${file}.gz`, await promisify(gzip)(plain, { level: 9 }))
      await writeFile(`${file}.br`, await promisify(brotliCompress)(plain, BROTLI))
    }),
  )
}

/** `node apps/dashboard/build.ts <folder>`, also for images: `FLORIN_DASHBOARD_DIR` then names the folder. */
if (import.meta.main) {
  const [folder] = process.argv.slice(2)
  if (folder === undefined) {
    console.error('florin: say where to: node apps/dashboard/build.ts <folder>')
    process.exit(2)
  }
  await buildDashboard(folder)
}
