/**
 * Loaded before a program that a parent of ours started. Nobody can catch SIGKILL, so the program itself
 * looks whether its parent is still there, and ends like on SIGTERM when it is not. The variable is taken out
 * of the environment, so that it binds this program only and not the ones it starts in turn.
 */
const PARENT_CHECK_MS = 250
const SHUTDOWN_MS_MAX = 10_000

const parent = Number(process.env.FLORIN_PARENT_PID)
delete process.env.FLORIN_PARENT_PID

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
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), SHUTDOWN_MS_MAX).unref()
  }, PARENT_CHECK_MS)
  timer.unref()
}
