import type { Database } from '../../../platform/db/database.ts'
import type { Rails } from '../../rails/index.ts'

export type StatementsDeps = {
  readonly db: Database
  readonly rails: Pick<Rails, 'receiveFile' | 'finishFile' | 'openFile' | 'findFile' | 'listFiles'>
}
