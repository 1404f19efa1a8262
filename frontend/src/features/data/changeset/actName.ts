import type { TFunction } from 'i18next'
import { isMade } from '@/shared/api/fields'
import type { ChangeSet } from '@/shared/api/typesBulk'

/** An act in words: '12 contacts changed', 'Machines: 3 changed', 'people.csv imported'. */
export function actName(t: TFunction, set: ChangeSet, n: string): string {
  if (set.act === 'import') return t('bulk:act.import', { name: set.name || 'CSV' })
  return isMade(set.object) ? t(`bulk:act.${set.act}.made`, { name: set.name, n }) : t(`bulk:act.${set.act}.${set.object}`, { count: set.changed, n })
}
