/** Sends a request for payment, takes it back, and sees when it expires. */
export const REQUEST_JOB = 'rails.send_payment_request'
