import i18next from 'i18next'
import { ApiProblem, NetworkFailure } from '@/shared/api/problem'

/** The text of a problem: of those that any page can meet, or of those that only some pages do, which fetch them. */
const keyOf = (code: string) => [`problem:${code}`, `problemWork:${code}`, `problemSettings:${code}`].find((key) => i18next.exists(key))

/** A sentence for the person about what went wrong, in their language; the server's English is the last resort. */
export function problemText(error: unknown): string {
  if (error instanceof NetworkFailure) return i18next.t('problem:network')
  if (!(error instanceof ApiProblem)) return i18next.t('problem:unknown')
  const key = keyOf(error.code)
  if (key) return withoutField(i18next.t(key, { field: '', ...error.params, count: error.retryAfter ?? 0 }))
  const generic = i18next.t([`problem:status.${error.status}`, error.status >= 500 ? 'problem:status.500' : 'problem:unknown'])
  return error.message && !error.message.startsWith('HTTP ') ? error.message : generic
}

/** What is said of a field begins with its name; where no field is marked, the sentence stands alone. */
const withoutField = (text: string) => text.replace(/^: (.)/u, (_, first: string) => first.toLocaleUpperCase())

/** The sentence for one field, naming the field by its label. */
export function fieldProblemText(code: string, label: string, detail: string): string {
  const key = keyOf(code)
  const generic = `problem:field.${code.split('.').at(-1) ?? ''}`
  if (key) return i18next.t(key, { field: label })
  if (i18next.exists(generic)) return i18next.t(generic, { field: label })
  return i18next.t('problem:field.other', { field: label, detail })
}
