import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { say } from './say.mjs'

const HEARTBEAT_MS = 2_000
/** A holder that has not moved for this long is gone, even when its pid now belongs to somebody else. */
const SILENCE_MS_MAX = 20_000
const RETRY_MS = 250

/** Runs `fn` while this command alone may change `node_modules`; waits while another one does. */
export async function withInstallLock(folder, fn) {
  mkdirSync(folder, { recursive: true })
  const file = join(folder, 'install.lock')
  const mine = `${process.pid} ${process.hrtime.bigint()}\n`
  for (let turn = 0; !tryTake(file, mine); turn++) {
    if (turn === 1) say('another florin command is installing the packages; waiting for it…')
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
  }
  const heartbeat = setInterval(() => beat(file), HEARTBEAT_MS)
  const release = () => {
    clearInterval(heartbeat)
    if (read(file) === mine) rmSync(file, { force: true })
  }
  process.once('exit', release)
  try {
    return await fn()
  } finally {
    release()
    process.off('exit', release)
  }
}

function tryTake(file, mine) {
  try {
    writeFileSync(file, mine, { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
  }
  const seen = read(file)
  if (seen !== undefined && isAbandoned(file, seen)) takeAway(file, seen)
  return false
}

function isAbandoned(file, seen) {
  try {
    if (Date.now() - statSync(file).mtimeMs > SILENCE_MS_MAX) return true
    const pid = Number.parseInt(seen, 10)
    // A lock caught between its creation and its first byte is young, not abandoned.
    if (!Number.isInteger(pid)) return false
    process.kill(pid, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

/** Two commands may find the same dead lock: whoever moved a living one away by mistake puts it back. */
function takeAway(file, seen) {
  const aside = `${file}.${process.pid}`
  try {
    renameSync(file, aside)
    if (read(aside) !== seen) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  }
  rmSync(aside, { force: true })
}

function beat(file) {
  try {
    const now = new Date()
    utimesSync(file, now, now)
  } catch {
    // The lock was taken away after a long pause; the install itself is still checked by its stamp.
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}
