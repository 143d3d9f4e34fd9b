import { describeApi } from '../../apps/server/describe.ts'

/** The wire contract of this release, so that a diff shows every change that clients would see. */
export const openApiText = async (): Promise<string> =>
  `${JSON.stringify(await describeApi('http://127.0.0.1:4010'), null, 2)}\n`
