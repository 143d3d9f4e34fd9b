import { createServer } from 'node:http'

/** Takes every webhook, and answers a GET with how many it took. */
let count = 0
createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  request.resume()
  request.on('end', () => {
    if (request.method === 'GET') return response.end(String(count))
    count += 1
    response.writeHead(204).end()
  })
}).listen(Number(process.env['PORT']), '127.0.0.1')

process.on('SIGTERM', () => process.exit(0))
