import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { ownFieldsQuery, ownKey } from '@/shared/api/fields'
import type { Import } from '@/shared/api/types'

/** By what companies and deals can be recognised without a field of the company's own. */
function builtIn({ object, columns }: Import): ('domain' | 'id' | 'none')[] {
  const mapped = (...fields: string[]) => columns.some((c) => fields.includes(c.field ?? ''))
  if (object === 'contact') return []
  const id = mapped('id') ? ['id' as const] : []
  return object === 'deal' ? [...id, 'none'] : [...(mapped('domain', 'website') ? ['domain' as const] : []), ...id]
}

function hint({ object, match }: Import, t: TFunction<['import', 'importMore']>): string | undefined {
  if (match === '' || match === 'none') return undefined
  return object === 'contact' ? t('import:match.hint') : t(`importMore:hint.${object}`)
}

interface Props { data: Import; onChange: (match: string) => void }

/** By what records that are there already are recognised: their e-mail address, or a unique field of the company's own. */
export function MatchBy({ data, onChange }: Props) {
  const { t } = useTranslation(['import', 'importMore'])
  const { data: all = [] } = useQuery(ownFieldsQuery(data.object))
  const keys = all.filter((f) => f.unique && f.state === 'active' && data.columns.some((c) => c.field === ownKey(f.id)))
  const built = builtIn(data)
  if (keys.length + built.length === 0) return null
  const usual = data.object === 'contact' ? t('import:match.email') : t(`importMore:match.${data.object}`)
  return (
    <NativeSelect
      mb="md" maw={340} label={t('import:match.label')} description={hint(data, t)} value={data.match}
      data={[{ value: '', label: usual }, ...built.map((k) => ({ value: k as string, label: t(`importMore:match.${k}`) })), ...keys.map((f) => ({ value: ownKey(f.id), label: f.label }))]} onChange={(e) => onChange(e.currentTarget.value)}
    />
  )
}
