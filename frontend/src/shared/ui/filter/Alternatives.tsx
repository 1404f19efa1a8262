import { ActionIcon, Stack } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { FilterForm } from './FilterForm'
import { FilterWords } from './FilterValue'
import { filterText, type Filter, type FilterField } from './filters'
import type { Tree } from './tree'

/** What may hold instead: each can be taken out, and one more added. */
export function Alternatives({ some, fields, onChange }: { some: Filter[]; fields: FilterField[]; onChange: (part: Tree | null) => void }) {
  const { t } = useTranslation('list')
  const tell = (next: Filter[]) => onChange(next.length === 1 ? filterText(next[0]!) : { any: next.map(filterText) })
  const field = fields.find((f) => f.id === some[0]?.field)
  return (
    <Stack gap="sm">
      {some.length > 1 ? (
        <ul style={{ listStyle: 'none', margin: 0, padding: 0, fontSize: '0.8125rem' }}>
          {some.map((filter, i) => (
            <li key={filterText(filter)} style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center', gap: 8 }}>
              <span><FilterWords filter={filter} field={fields.find((f) => f.id === filter.field) ?? { id: filter.field, label: filter.field, kind: 'text' }} /></span>
              <ActionIcon aria-label={t('list:advanced.remove', { n: i + 1 })} onClick={() => tell(some.filter((_, at) => at !== i))}><IconX size={14} aria-hidden /></ActionIcon>
            </li>
          ))}
        </ul>
      ) : null}
      <FilterForm fields={field ? [field, ...fields.filter((f) => f !== field)] : fields} label={t('list:addOr')} onAdd={(filter) => tell([...some, filter])} />
    </Stack>
  )
}
