export { corpus, corpusAbsent } from './files/testing.ts'
export { moveOrders } from './payment_orders/move_orders.ts'
export { openBankAccount, openOrderBench, type OrderBench } from './payment_orders/orders_testing.ts'
export { testConnector, testRails, testSealer } from './rails_testing.ts'
