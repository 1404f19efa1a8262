import { ActionIcon } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { lazy, Suspense, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMask } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import type { Layout } from '@/shared/api/typesLayout'
import { Fact } from '@/shared/ui/record/Fact'
import { FactField } from '@/shared/ui/record/FactField'
import { FactPick } from '@/shared/ui/record/FactPick'
import { LaidOut } from '@/shared/ui/record/LaidOut'
import { Mail, Phone, type Reaching } from '@/shared/ui/record/reach'
import { shortAddress, tagsOf, useLabels, useSaveCompany } from './companyQuery'

const KindsFact = lazy(async () => ({ default: (await import('./KindsFact')).KindsFact }))

/** Closed together. */
const address = ['street', 'postcode', 'city', 'country']

type TextField = 'website' | 'email' | 'phone' | 'industry' | 'domain' | 'street' | 'postcode' | 'city' | 'country'

interface CompanyFactsProps { company: Company; reaching: Pick<Reaching, 'write' | 'call'>; given?: Layout }

/** What is known about the firm, each thing edited where it is read. */
export function CompanyFacts({ company, reaching, given }: CompanyFactsProps) {
  const { t } = useTranslation('company')
  const save = useSaveCompany()
  return <LaidOut object="company" title={t('facts')} record={company} save={(changes, shown) => save(company, changes, shown)} given={given} facts={useFacts(company, reaching)} />
}

function useFacts(company: Company, reaching: CompanyFactsProps['reaching']): Record<string, ReactNode> {
  const { t } = useTranslation('company')
  const labels = useLabels()
  const format = useFormat()
  const save = useSaveCompany()
  const fixed = !useCan()('company', 'update')
  const mask = useMask()
  const maskOf = (field: string) => mask('company', address.includes(field) ? 'address' : field)
  const text = (field: TextField) => ({ field, mask: maskOf(field), label: labels[field], value: company[field] ?? '', disabled: fixed, onSave: (value: string) => save(company, { [field]: value }) })
  return {
    website: <FactField {...text('website')} kind="url" shown={company.website ? shortAddress(company.website) : undefined}
      action={company.website ? <ActionIcon size="md" component="a" href={company.website} target="_blank" rel="noreferrer" aria-label={t('visitWhom', { name: company.name })}><IconExternalLink size={16} aria-hidden /></ActionIcon> : null} />,
    email: <FactField {...text('email')} kind="email" action={<Mail icon value={company.email} label={t('mailWhom', { name: company.name })} through={reaching.write} />} />,
    phone: <FactField {...text('phone')} kind="phone" action={<Phone icon value={company.phone} label={t('callWhom', { name: company.name })} through={reaching.call} />} />,
    industry: <FactField {...text('industry')} />,
    tags: <FactField field="tags" mask={maskOf('tags')} label={labels.tags} value={company.tags.join(', ')} disabled={fixed} onSave={(value) => save(company, { tags: tagsOf(value) })} />,
    ownerId: <FactPick field="ownerId" kind="person" label={labels.ownerId} value={{ id: company.ownerId, name: company.ownerName }} disabled={fixed} onSave={(id, name) => save(company, { ownerId: id }, { ownerName: name })} />,
    domain: <FactField {...text('domain')} />,
    street: <FactField {...text('street')} />,
    postcode: <FactField {...text('postcode')} />,
    city: <FactField {...text('city')} />,
    country: <FactField {...text('country')} />,
    createdAt: <Fact label={t('field.createdAt')}><span title={format.dateTime(company.createdAt)}>{format.date(company.createdAt)}</span></Fact>,
    kinds: <Suspense fallback={null}><KindsFact company={company} /></Suspense>,
  }
}
