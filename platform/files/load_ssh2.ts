import type ssh2 from 'ssh2'

/** Loaded when a file is first to be moved, not at the start: most calls never need it. A repeat gets the same module. */
export const loadSsh2 = async (): Promise<typeof ssh2> => (await import('ssh2')).default
