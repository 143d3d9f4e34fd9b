export { plainPayment, seen } from './testing/payment.ts'
