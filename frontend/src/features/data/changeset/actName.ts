import type { TFunction } from 'i18next'
import type { ChangeSet } from '@/shared/api/typesBulk'

/** An act in words: '12 contacts changed', 'people.csv imported'. */
export const actName = (t: TFunction, set: ChangeSet, n: string): string =>
  set.act === 'import' ? t('bulk:act.import', { name: set.name || 'CSV' }) : t(`bulk:act.${set.act}.${set.object}`, { count: set.changed, n })
