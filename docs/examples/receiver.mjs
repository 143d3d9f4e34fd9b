/**
 * Hears of a sandbox's payments and verifies each webhook before it believes it. It registers itself as an endpoint when
 * it starts, and takes itself out again at Ctrl-C. `FLORIN_KEY` is the sandbox's key; the argument is the port (4100).
 */
import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { text } from 'node:stream/consumers'
import { Webhook } from 'standardwebhooks'

const { FLORIN_KEY, FLORIN_URL = 'http://127.0.0.1:4010' } = process.env
const [port = '4100'] = process.argv.slice(2)

const endpoints = `${FLORIN_URL}/v1/webhook-endpoints`
const headers = {
  authorization: `Bearer ${FLORIN_KEY}`,
  'content-type': 'application/json',
  'idempotency-key': randomUUID(),
}
const registered = await fetch(endpoints, {
  method: 'POST',
  headers,
  body: JSON.stringify({ url: `http://127.0.0.1:${port}/webhooks`, events: ['payment.*'] }),
})
if (!registered.ok) throw new Error(await registered.text())
const { id, secret } = await registered.json()

const webhook = new Webhook(secret)
const server = createServer(async (request, response) => {
  try {
    const event = webhook.verify(await text(request), request.headers)
    console.log(`verified: ${event.type} ${event.data.object.id}`)
    response.writeHead(204).end()
  } catch (error) {
    console.log(`refused: ${error.message}`)
    response.writeHead(400).end()
  }
})
server.listen(Number(port), '127.0.0.1', () => console.log(`waiting for webhooks on port ${port}`))

process.once('SIGINT', async () => {
  await fetch(`${endpoints}/${id}`, { method: 'DELETE', headers: { authorization: headers.authorization } })
  process.exit(0)
})
