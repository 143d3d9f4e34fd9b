export { type Happened, type Operation, testSettlement, type TestSettlement } from './settlement_testing.ts'
