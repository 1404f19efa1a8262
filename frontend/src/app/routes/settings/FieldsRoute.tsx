import { useSearch } from '@tanstack/react-router'
import { FieldsPage } from '@/features/crm/customfield/FieldsPage'
import type { FieldObject } from '@/shared/api/typesField'

/** The fields of a kind of records, which the address names. */
export function FieldsRoute() {
  const { object } = useSearch({ from: '/$slug/settings/fields' })
  return <FieldsPage key={object} first={object as FieldObject | undefined} />
}
