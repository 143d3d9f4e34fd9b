import { testing } from './db/testing.ts'

export const ledger = (): Promise<unknown> => import('../modules/ledger/index.ts')
export const named = (name: string): Promise<unknown> => import(name)
export const tests = testing
