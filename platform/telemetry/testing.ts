/**
 * Starts to count the processor time of this thread, and gives what says how many milliseconds it was so far. Neighbours
 * on the machine do not count, as they do on the wall clock.
 */
export function startProcessorClock(): () => number {
  const start = process.threadCpuUsage()
  return () => {
    const { user, system } = process.threadCpuUsage(start)
    return (user + system) / 1_000
  }
}
