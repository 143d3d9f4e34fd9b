/**
 * Loaded before a program that a parent of ours started. Nobody can catch SIGKILL, so the program itself
 * looks whether its parent is still there, and ends like on SIGTERM when it is not. The variables are taken
 * out of the environment, so that they bind this program only and not the ones it starts in turn.
 */
const PARENT_CHECK_MS = 250
const SHUTDOWN_MS_MAX = 10_000

const parent = Number(process.env.FLORIN_PARENT_PID)
const shutdown_ms = Number(process.env.FLORIN_SHUTDOWN_MS ?? SHUTDOWN_MS_MAX)
delete process.env.FLORIN_PARENT_PID
delete process.env.FLORIN_SHUTDOWN_MS

function isOrphan() {
  if (process.ppid !== parent) return true
  try {
    process.kill(parent, 0)
    return false
  } catch (error) {
    return error.code === 'ESRCH'
  }
}

if (parent > 0) {
  const timer = setInterval(() => {
    if (!isOrphan()) return
    clearInterval(timer)
    process.kill(process.pid, 'SIGTERM')
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), shutdown_ms).unref()
  }, PARENT_CHECK_MS)
  timer.unref()
}
