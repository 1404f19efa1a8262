import i18next, { type TFunction } from 'i18next'
import type { ImportObject } from '@/shared/api/types'
import { fieldProblemText } from '@/shared/i18n/problemText'
import { importFields } from './importQuery'

/** The fields that columns can become, as they are called for a kind of records. */
export function fieldsOf(t: TFunction<['import', 'importMore']>, object: ImportObject): { id: string; label: string }[] {
  return importFields[object].map((id) => ({ id, label: fieldLabel(t, object, id) }))
}

function fieldLabel(t: TFunction<['import', 'importMore']>, object: ImportObject, id: (typeof importFields)[ImportObject][number]): string {
  switch (id) {
    case 'kind': case 'dueAt': case 'endAt': case 'minutes': case 'remind': case 'repeat': case 'zone': case 'except': case 'further': case 'doneAt': case 'uid': return t(`importMore:taskField.${id}`)
    case 'name': case 'status': case 'contact': case 'owner': if (object === 'task') return t(`importMore:taskField.${id}`)
  }
  switch (id) {
    case 'name': return object === 'contact' ? t('import:field.name') : t(`importMore:field.${object}`)
    case 'domain': case 'website': case 'industry': case 'kinds': case 'id': case 'value': case 'currency': case 'pipeline': case 'stage': case 'status':
    case 'expectedOn': case 'closedOn': case 'createdOn': case 'lostReason': case 'contact': return t(`importMore:field.${id}`)
    default: return t(`import:field.${id}`)
  }
}

/** Why a row can't be taken. */
export function reasonText(code: string, label: string): string {
  const key = `importMore:reason.${code}`
  return i18next.exists(key) ? `${label}: ${i18next.t(key)}` : fieldProblemText(code, label, code)
}
