import { IconAddressBook, IconBox, IconBuilding, IconLayoutKanban, IconMessage } from '@tabler/icons-react'
import type { Found, FoundKind } from '@/shared/api/typesSearch'

export const kindIcon = { contact: IconAddressBook, company: IconBuilding, deal: IconLayoutKanban, object_record: IconBox, activity: IconMessage }
/** The names of the kinds, in the texts of the menu. */
export const kindName = { contact: 'contacts', company: 'companies', deal: 'deals', object_record: 'objects', activity: 'palette.notes' } as const
const kindPath = { contact: '/$slug/contacts/$id', company: '/$slug/companies/$id', deal: '/$slug/deals/$id', object_record: '/$slug/records/$id' } as const

/** Whether what stands below a name is a deal's status, and not what was found in a field. */
export const isStatus = (kind: FoundKind, subtitle: string) => kind === 'deal' && ['open', 'won', 'lost'].includes(subtitle)

/** Where what was found is: what people wrote is on the timeline of a record. */
export function placeOf(kind: FoundKind, found: Found) {
  if (kind !== 'activity') return { to: kindPath[kind], id: found.id }
  return { to: kindPath[found.aboutKind as keyof typeof kindPath], id: found.aboutId ?? '' }
}
