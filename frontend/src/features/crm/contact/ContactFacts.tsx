import { ActionIcon } from '@mantine/core'
import { IconBuilding } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense, type ComponentType, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMask, useMe } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import type { Layout } from '@/shared/api/typesLayout'
import { Fact } from '@/shared/ui/record/Fact'
import { FactField } from '@/shared/ui/record/FactField'
import { FactPick } from '@/shared/ui/record/FactPick'
import { LaidOut } from '@/shared/ui/record/LaidOut'
import { Mail, Phone, type Reaching } from '@/shared/ui/record/reach'
import { tagsOf, useLabels, useSaveContact } from './contactQuery'

/** What there may be several of, and how the person wants to be treated: fetched apart from what is read first. */
const more = (part: 'MoreChannels' | 'Positions' | 'LanguageFact' | 'ConsentFacts') => lazy(async (): Promise<{ default: ComponentType<{ contact: Contact }> }> => ({ default: (await import('./ContactMore'))[part] }))
const MoreChannels = more('MoreChannels')
const Positions = more('Positions')
const LanguageFact = more('LanguageFact')
const ConsentFacts = more('ConsentFacts')

/** Closed together. */
const address = ['street', 'postcode', 'city', 'country']

type TextField = 'preferredName' | 'email' | 'phone' | 'jobTitle' | 'street' | 'postcode' | 'city' | 'country' | 'source'

interface ContactFactsProps { contact: Contact; reaching: Pick<Reaching, 'write' | 'call'>; given?: Layout }

/** What is known about the person, each thing edited where it is read. */
export function ContactFacts({ contact, reaching, given }: ContactFactsProps) {
  const { t } = useTranslation('contact')
  const save = useSaveContact()
  return <LaidOut object="contact" title={t('facts')} record={contact} save={(changes, shown) => save(contact, changes, shown)} given={given} facts={useFacts(contact, reaching)} />
}

function useFacts(contact: Contact, reaching: ContactFactsProps['reaching']): Record<string, ReactNode> {
  const { t } = useTranslation('contact')
  const labels = useLabels()
  const format = useFormat()
  const save = useSaveContact()
  const fixed = !useCan()('contact', 'update')
  const mask = useMask()
  const maskOf = (field: string) => mask('contact', address.includes(field) ? 'address' : field)
  const text = (field: TextField) => ({ field, mask: maskOf(field), label: labels[field], value: contact[field] ?? '', disabled: fixed, onSave: (value: string) => save(contact, { [field]: value }) })
  return {
    preferredName: <FactField {...text('preferredName')} />,
    email: <FactField {...text('email')} kind="email" action={<Mail icon value={contact.email} label={t('mailWhom', { name: contact.name })} through={reaching.write} />} />,
    phone: <FactField {...text('phone')} kind="phone" action={<Phone icon value={contact.phone} label={t('callWhom', { name: contact.name })} through={reaching.call} />} />,
    jobTitle: <FactField {...text('jobTitle')} />,
    companyId: <FactPick field="companyId" kind="company" label={labels.companyId} value={{ id: contact.companyId, name: contact.companyName }} disabled={fixed} onSave={(id, name) => save(contact, { companyId: id }, { companyName: name })}
      action={<CompanyLink contact={contact} />} />,
    ownerId: <FactPick field="ownerId" kind="person" label={labels.ownerId} value={{ id: contact.ownerId, name: contact.ownerName }} disabled={fixed} onSave={(id, name) => save(contact, { ownerId: id }, { ownerName: name })} />,
    birthday: <FactField field="birthday" mask={maskOf('birthday')} kind="date" label={labels.birthday} value={contact.birthday ?? ''} shown={contact.birthday ? format.date(contact.birthday) : undefined} disabled={fixed} onSave={(day) => save(contact, { birthday: day || null })} />,
    tags: <FactField field="tags" mask={maskOf('tags')} label={labels.tags} value={contact.tags.join(', ')} disabled={fixed} onSave={(value) => save(contact, { tags: tagsOf(value) })} />,
    street: <FactField {...text('street')} />,
    postcode: <FactField {...text('postcode')} />,
    city: <FactField {...text('city')} />,
    country: <FactField {...text('country')} />,
    source: <FactField {...text('source')} />,
    createdAt: <Fact label={t('field.createdAt')}><span title={format.dateTime(contact.createdAt)}>{format.date(contact.createdAt)}</span></Fact>,
    channels: <Suspense fallback={null}><MoreChannels contact={contact} /></Suspense>,
    positions: <Suspense fallback={null}><Positions contact={contact} /></Suspense>,
    language: <Suspense fallback={null}><LanguageFact contact={contact} /></Suspense>,
    consent: <Suspense fallback={null}><ConsentFacts contact={contact} /></Suspense>,
  }
}

function CompanyLink({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  if (!contact.companyId || !contact.companyName) return null
  return <ActionIcon size="md" component={Link} to={`/${slug}/companies/${contact.companyId}` as '/'} aria-label={t('openCompany', { name: contact.companyName })}><IconBuilding size={16} aria-hidden /></ActionIcon>
}
