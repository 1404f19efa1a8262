import { ActionIcon, Button, Group } from '@mantine/core'
import { IconExternalLink, IconMail, IconPhone } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan, useMask, useOpenFields } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { isWhole } from '@/shared/lib/isWhole'
import { Fact, Facts } from '@/shared/ui/record/Fact'
import { FactField } from '@/shared/ui/record/FactField'
import { FactPick } from '@/shared/ui/record/FactPick'
import { complain } from '@/shared/ui/undoable'
import { kinds, shortAddress, tagsOf, useLabels, useSaveCompany } from './companyQuery'

/** Closed together. */
const address = ['street', 'postcode', 'city', 'country']

type TextField = 'website' | 'email' | 'phone' | 'industry' | 'domain' | 'street' | 'postcode' | 'city' | 'country'

/** What is known about the firm, each thing edited where it is read. */
export function CompanyFacts({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const labels = useLabels()
  const format = useFormat()
  const save = useSaveCompany()
  const fixed = !useCan()('company', 'update')
  const mask = useMask()
  const maskOf = (field: string) => mask('company', address.includes(field) ? 'address' : field)
  const text = (field: TextField) => ({ field, mask: maskOf(field), label: labels[field], value: company[field] ?? '', disabled: fixed, onSave: (value: string) => save(company, { [field]: value }) })
  return (
    <Facts>
      <FactField {...text('website')} kind="url" shown={company.website ? shortAddress(company.website) : undefined}
        action={company.website ? <ActionIcon size="md" component="a" href={company.website} target="_blank" rel="noreferrer" aria-label={t('visitWhom', { name: company.name })}><IconExternalLink size={16} aria-hidden /></ActionIcon> : null} />
      <FactField {...text('email')} kind="email" action={isWhole(company.email) ? <ActionIcon size="md" component="a" href={`mailto:${company.email}`} aria-label={t('mailWhom', { name: company.name })}><IconMail size={16} aria-hidden /></ActionIcon> : null} />
      <FactField {...text('phone')} kind="phone" action={isWhole(company.phone) ? <ActionIcon size="md" component="a" href={`tel:${company.phone}`} aria-label={t('callWhom', { name: company.name })}><IconPhone size={16} aria-hidden /></ActionIcon> : null} />
      <FactField {...text('industry')} />
      <KindsFact company={company} />
      <FactField field="tags" mask={maskOf('tags')} label={labels.tags} value={company.tags.join(', ')} disabled={fixed} onSave={(value) => save(company, { tags: tagsOf(value) })} />
      <FactPick field="ownerId" kind="person" label={labels.ownerId} value={{ id: company.ownerId, name: company.ownerName }} disabled={fixed} onSave={(id, name) => save(company, { ownerId: id }, { ownerName: name })} />
      <FactField {...text('domain')} />
      <FactField {...text('street')} />
      <FactField {...text('postcode')} />
      <FactField {...text('city')} />
      <FactField {...text('country')} />
      <Fact label={t('field.createdAt')}><span title={format.dateTime(company.createdAt)}>{format.date(company.createdAt)}</span></Fact>
    </Facts>
  )
}

/** What the company is to you; it can be several things at once. */
function KindsFact({ company }: { company: Company }) {
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
