import { errors } from '../../../kernel/result.ts'

export const outgoingFileErrors = errors({
  outgoing_file_not_found: { status: 404, retry: 'never', text: 'No outgoing file has this id.' },
  outgoing_file_state: {
    status: 409,
    retry: 'never',
    text: 'The state of the file does not allow this; `detail` says which state it is in.',
  },
  outgoing_file_not_written: {
    status: 409,
    retry: 'never',
    text: 'The file is still being gathered: it has no content yet.',
  },
  outgoing_file_twice: {
    status: 409,
    retry: 'never',
    text: 'The same content went to this bank before; `detail` names the file. It is not sent twice.',
  },
  outgoing_file_differs: {
    status: 409,
    retry: 'never',
    text: 'What the bank says it got is not what the file holds.',
  },
})
