import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import { useOpenFields } from '@/shared/api/me'
import type { FieldObject, OwnField } from '@/shared/api/typesField'
import type { ViewKind } from '@/shared/api/typesView'
import type { ListSearch } from '@/shared/lib/search'
import { useOwnFields } from '../own/useOwnColumns'
import { ownHolds } from '../own/ownValue'
import type { By, LookKind } from './types'

export interface Look {
  kind: LookKind
  /** By which field, once it is known which there are. */
  by: By | undefined
  /** The fields by which there can be a board, and those by which there can be a calendar. */
  fields: Record<Exclude<LookKind, 'table'>, By[]>
  show: (kind: LookKind, by?: string) => void
  /** For the list's views. */
  view: { kind: ViewKind; by: string | undefined; onKind: (kind: ViewKind, by: string | undefined) => Partial<ListSearch> }
}

const inUse = (f: OwnField) => f.state === 'active' || f.state === 'readonly'
const addressOf = (kind: ViewKind, by: string | undefined): Partial<ListSearch> => (kind === 'board' || kind === 'calendar' ? { look: kind, by } : { look: undefined, by: undefined })

/** How a list is looked at: as its address says, as far as there are fields for it that are open to the person. */
export function useLook(object: FieldObject, search: ListSearch, set: (changes: Partial<ListSearch>) => void): Look {
  const own = useOwnFields(object)
  const { isPending } = useQuery(ownFieldsQuery(object))
  const yearly = useYearly(object)
  const fields = useMemo(() => {
    const by = own.filter(inUse).map((f): By & { own: OwnField } => ({ id: ownKey(f.id), label: f.label, own: f }))
    return {
      board: by.filter((b) => b.own.type === 'choice' || b.own.type === 'yesno'),
      calendar: [...by.filter((b) => ownHolds(b.own) === 'date' && b.own.type !== 'rollup'), ...yearly],
    }
  }, [own, yearly])
  const asked = search.look ?? 'table'
  const by = asked === 'table' ? undefined : fields[asked].find((f) => f.id === search.by) ?? fields[asked][0]
  const kind = by || isPending ? asked : 'table'
  return { kind, by, fields, show: (next, field) => set(addressOf(next, field)), view: { kind, by: kind === 'table' ? undefined : by?.id ?? search.by, onKind: addressOf } }
}

/** The days of a record that come each year. */
function useYearly(object: FieldObject): By[] {
  const { t } = useTranslation('looks')
  const { finds } = useOpenFields(object)
  return useMemo(() => (object === 'contact' && finds('birthday') ? [{ id: 'birthday', label: t('looks:birthday') }] : []), [object, finds, t])
}
