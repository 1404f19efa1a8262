import { Button, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCan, useOpenFields } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { Fact } from '@/shared/ui/record/Fact'
import { complain } from '@/shared/ui/undoable'
import { kinds, useLabels, useSaveCompany } from './companyQuery'

/** What the company is to you; it can be several things at once. */
export function KindsFact({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const label = useLabels().kinds
  const save = useSaveCompany()
  const { sees, fills } = useOpenFields('company')
  const may = useCan()('company', 'update') && fills('kinds')
  if (!sees('kinds')) return null
  if (!may) return <Fact label={label}><span>{company.kinds.map((k) => t(`kind.${k}`)).join(', ') || '—'}</span></Fact>
  return (
    <Fact label={label}>
      <Group gap={6} role="group" aria-label={label}>
        {kinds.map((k) => {
          const is = company.kinds.includes(k)
          return <Button key={k} size="compact-sm" variant={is ? 'light' : 'default'} aria-pressed={is} onClick={() => { save(company, { kinds: is ? company.kinds.filter((x) => x !== k) : [...company.kinds, k] }).catch(complain) }}>{t(`kind.${k}`)}</Button>
        })}
      </Group>
    </Fact>
  )
}
