/** TPC-B as all ratios use it: pgbench's tables at this scale, prepared statements. */
export const TPCB = { scale: 50, clients: 16, threads: 2 } as const
