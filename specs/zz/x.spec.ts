import { test } from 'node:test'
import pg from 'pg'
test('waits', async () => { const c = new pg.Client(process.env['TEST_DATABASE_URL']); await c.connect(); console.log('connected', process.pid); await c.query('select pg_sleep(100)') })
