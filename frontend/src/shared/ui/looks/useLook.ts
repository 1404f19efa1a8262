import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useOpenFields } from '@/shared/api/me'
import type { FieldObject, OwnField } from '@/shared/api/typesField'
import type { ListSearch } from '@/shared/lib/search'
import { useOwnFields } from '../own/useOwnColumns'
import { ownHolds } from '../own/ownValue'
import { addressOf } from './late'
import type { By, LookKind } from './types'

export interface Looking { object: FieldObject; search: ListSearch; set: (changes: Partial<ListSearch>) => void }
export interface Look {
  kind: LookKind
  /** By which field; none while it is not known which there are, or when there is none. */
  by: By | undefined
  pending: boolean
  /** The fields by which there can be a board, and those by which there can be a calendar. */
  fields: Record<Exclude<LookKind, 'table'>, By[]>
  show: (kind: LookKind, by?: string) => void
}

const inUse = (f: OwnField) => f.state === 'active' || f.state === 'readonly'

/** How a list is looked at: as its address says, as far as there are fields for it that are open to the person. */
export function useLook({ object, search, set }: Looking): Look {
  const own = useOwnFields(object)
  const { isPending: pending } = useQuery(ownFieldsQuery(object))
  const yearly = useYearly(object)
  const fields = useMemo(() => {
    const by = own.filter(inUse).map((f): By & { own: OwnField } => ({ id: ownKey(f.id), label: f.label, own: f }))
    return {
      board: by.filter((b) => b.own.type === 'choice' || b.own.type === 'yesno'),
      calendar: [...by.filter((b) => ownHolds(b.own) === 'date' && b.own.type !== 'rollup'), ...yearly],
    }
  }, [own, yearly])
  const kind = search.look ?? 'table'
  const by = kind === 'table' || pending ? undefined : fields[kind].find((f) => f.id === search.by) ?? fields[kind][0]
  return { kind, by, pending, fields, show: (next, field) => set(addressOf(next, field ?? (next === 'table' ? undefined : fields[next][0]?.id))) }
}

/** The days of a record that come each year. */
function useYearly(object: FieldObject): By[] {
  const { t } = useTranslation('looks')
  const { finds } = useOpenFields(object)
  return useMemo(() => (object === 'contact' && finds('birthday') ? [{ id: 'birthday', label: t('looks:birthday') }] : []), [object, finds, t])
}
