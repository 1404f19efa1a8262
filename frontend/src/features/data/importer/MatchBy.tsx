import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { Import } from '@/shared/api/types'

interface Props { data: Import; onChange: (match: string) => void }

/** By what contacts that are there already are recognised: their e-mail address, or a unique field of the company's own. */
export function MatchBy({ data, onChange }: Props) {
  const { t } = useTranslation('import')
  const { data: all = [] } = useQuery(ownFieldsQuery('contact'))
  const keys = all.filter((f) => f.unique && f.state === 'active' && data.columns.some((c) => c.field === ownKey(f.id)))
  if (keys.length === 0) return null
  return (
    <NativeSelect
      mb="md" maw={340} label={t('import:match.label')} description={data.match ? t('import:match.hint') : undefined} value={data.match}
      data={[{ value: '', label: t('import:match.email') }, ...keys.map((f) => ({ value: ownKey(f.id), label: f.label }))]} onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}
