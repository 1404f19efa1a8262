import { ActionIcon } from '@mantine/core'
import { IconBuilding } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMask, useMe } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Fact, Facts } from '@/shared/ui/record/Fact'
import { FactField } from '@/shared/ui/record/FactField'
import { FactPick } from '@/shared/ui/record/FactPick'
import { Mail, Phone, type Reaching } from '@/shared/ui/record/reach'
import { tagsOf, useLabels, useSaveContact } from './contactQuery'

const ContactMore = lazy(async () => ({ default: (await import('./ContactMore')).ContactMore }))

/** Closed together. */
const address = ['street', 'postcode', 'city', 'country']

type TextField = 'preferredName' | 'email' | 'phone' | 'jobTitle' | 'street' | 'postcode' | 'city' | 'country' | 'source'

/** What is known about the person, each thing edited where it is read. */
export function ContactFacts({ contact, reaching }: { contact: Contact; reaching: Reaching }) {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const format = useFormat()
  const save = useSaveContact()
  const fixed = !useCan()('contact', 'update')
  const mask = useMask()
  const maskOf = (field: string) => mask('contact', address.includes(field) ? 'address' : field)
  const text = (field: TextField) => ({ field, mask: maskOf(field), label: labels[field], value: contact[field] ?? '', disabled: fixed, onSave: (value: string) => save(contact, { [field]: value }) })
  return (
    <Facts>
      <FactField {...text('preferredName')} />
      <FactField {...text('email')} kind="email" action={<Mail icon value={contact.email} label={t('mailWhom', { name: contact.name })} through={reaching.write} />} />
      <FactField {...text('phone')} kind="phone" action={<Phone icon value={contact.phone} label={t('callWhom', { name: contact.name })} through={reaching.call} />} />
      <FactField {...text('jobTitle')} />
      <FactPick field="companyId" kind="company" label={labels.companyId} value={{ id: contact.companyId, name: contact.companyName }} disabled={fixed} onSave={(id, name) => save(contact, { companyId: id }, { companyName: name })}
        action={<CompanyLink contact={contact} />} />
      <FactPick field="ownerId" kind="person" label={labels.ownerId} value={{ id: contact.ownerId, name: contact.ownerName }} disabled={fixed} onSave={(id, name) => save(contact, { ownerId: id }, { ownerName: name })} />
      <FactField field="birthday" mask={maskOf('birthday')} kind="date" label={labels.birthday} value={contact.birthday ?? ''} shown={contact.birthday ? format.date(contact.birthday) : undefined} disabled={fixed} onSave={(day) => save(contact, { birthday: day || null })} />
      <FactField field="tags" mask={maskOf('tags')} label={labels.tags} value={contact.tags.join(', ')} disabled={fixed} onSave={(value) => save(contact, { tags: tagsOf(value) })} />
      <FactField {...text('street')} />
      <FactField {...text('postcode')} />
      <FactField {...text('city')} />
      <FactField {...text('country')} />
      <FactField {...text('source')} />
      <Fact label={t('field.createdAt')}><span title={format.dateTime(contact.createdAt)}>{format.date(contact.createdAt)}</span></Fact>
      <Suspense fallback={null}><ContactMore contact={contact} /></Suspense>
    </Facts>
  )
}

function CompanyLink({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  if (!contact.companyId || !contact.companyName) return null
  return <ActionIcon size="md" component={Link} to={`/${slug}/companies/${contact.companyId}` as '/'} aria-label={t('openCompany', { name: contact.companyName })}><IconBuilding size={16} aria-hidden /></ActionIcon>
}
