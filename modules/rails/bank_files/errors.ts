import { errors } from '../../../kernel/result.ts'

export const bankFileErrors = errors({
  bank_file_not_found: { status: 404, retry: 'never', text: 'No bank file has this id.' },
  bank_file_read_already: {
    status: 409,
    retry: 'never',
    text: 'What became of the file was said before, by another run.',
  },
  bank_file_empty: { status: 422, retry: 'new_key', text: 'The file holds nothing.' },
  bank_file_too_large: {
    status: 422,
    retry: 'never',
    text: 'The file is larger than a bank file may be; `detail` says how large.',
  },
})
