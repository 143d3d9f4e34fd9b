import { machine, type StateOf } from '../../kernel/machine.ts'

/**
 * The life of a job. `gone` is no row at all: what the job did is recorded where it did it.
 * `claim` of a running job is the claim of one whose lease ran out.
 */
export const jobMachine = machine('job', {
  waiting: { claim: 'running', cancel: 'gone' },
  running: { complete: 'gone', retry: 'waiting', again: 'waiting', bury: 'dead', claim: 'running' },
  dead: { revive: 'waiting' },
  gone: {},
})
export type JobState = StateOf<typeof jobMachine>
