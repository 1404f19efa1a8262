import { ActionIcon, Button, NativeSelect } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail, IconPencil, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Channel, ConsentChannel, Contact, Position } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { InlineEdit } from '@/shared/ui/form/InlineEdit'
import { Fact } from '@/shared/ui/record/Fact'
import { useLabels, useSaveContact } from './contactQuery'

const ChannelsDialog = onDemand(() => import('./ChannelsDialog').then((m) => m.ChannelsDialog), (p) => p.opened)
const PositionsDialog = onDemand(() => import('./PositionsDialog').then((m) => m.PositionsDialog), (p) => p.opened)
const ConsentDialog = onDemand(() => import('./ConsentDialog').then((m) => m.ConsentDialog), (p) => p.channel !== null)

interface Props { contact: Contact }

/** The addresses and numbers beside the primary ones, and the way to change all of them. */
export function MoreChannels({ contact }: Props) {
  const { t } = useTranslation('contact')
  const may = useCan()('contact', 'update')
  const { fills } = useOpenFields('contact')
  const [opened, dialog] = useDisclosure()
  return (
    <>
      {contact.moreEmails.map((c) => <ChannelFact key={c.value} kind="email" channel={c} contact={contact} />)}
      {contact.morePhones.map((c) => <ChannelFact key={c.value} kind="phone" channel={c} contact={contact} />)}
      {may && (fills('email') || fills('phone')) ? (
        <Fact label=""><Button size="compact-sm" variant="subtle" onClick={dialog.open}>{t('channels.edit')}</Button></Fact>
      ) : null}
      <ChannelsDialog contact={contact} opened={opened} onClose={dialog.close} />
    </>
  )
}

function ChannelFact({ kind, channel, contact }: { kind: 'email' | 'phone'; channel: Channel; contact: Contact }) {
  const { t } = useTranslation('contact')
  const label = useLabels()[kind]
  const said = channel.label ? `${label}, ${t(`channels.label.${channel.label}`)}` : label
  const action = kind === 'email'
    ? <ActionIcon size="md" component="a" href={`mailto:${channel.value}`} aria-label={t('mailTo', { name: contact.name, address: channel.value })}><IconMail size={16} aria-hidden /></ActionIcon>
    : <ActionIcon size="md" component="a" href={`tel:${channel.value}`} aria-label={t('callTo', { name: contact.name, number: channel.value })}><IconPhone size={16} aria-hidden /></ActionIcon>
  return <Fact label={said} action={action}><span>{channel.value}</span></Fact>
}

/** Where else the person works, or worked. */
export function Positions({ contact }: Props) {
  const { t } = useTranslation('contact')
  const may = useCan()('contact', 'update')
  const { sees, fills } = useOpenFields('contact')
  const labels = useLabels()
  const format = useFormat()
  const [opened, dialog] = useDisclosure()
  if (!sees('positions')) return null
  return (
    <>
      {contact.companySince ? <Fact label={labels.companySince}><span>{format.date(contact.companySince)}</span></Fact> : null}
      {contact.positions.map((p, i) => <Fact key={`${p.companyId}${p.from ?? ''}${String(i)}`} label={t(p.to ? 'positions.before' : 'positions.also')}><PositionText position={p} /></Fact>)}
      {may && fills('positions') ? <Fact label=""><Button size="compact-sm" variant="subtle" onClick={dialog.open}>{t('positions.edit')}</Button></Fact> : null}
      <PositionsDialog contact={contact} opened={opened} onClose={dialog.close} />
    </>
  )
}

function PositionText({ position }: { position: Position }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  const period = usePeriod()(position)
  const company = position.companyName
    ? <Link to="/$slug/companies/$id" params={{ slug, id: position.companyId }}>{position.companyName}</Link>
    : <span>{t('positions.unseen')}</span>
  return <span>{company}{[position.jobTitle, period].filter(Boolean).map((x) => ` · ${x}`).join('')}</span>
}

/** From when to when, as one reads it. */
export function usePeriod() {
  const { t } = useTranslation('contact')
  const format = useFormat()
  return ({ from, to }: { from: string | null; to: string | null }) => {
    if (from && to) return `${format.date(from)} – ${format.date(to)}`
    if (from) return t('positions.since', { day: format.date(from) })
    return to ? t('positions.until', { day: format.date(to) }) : ''
  }
}

/** Languages people are likely to speak with; the API takes any. */
const languages = ['en', 'hi', 'pl', 'fil', 'ru', 'ar', 'bn', 'cs', 'de', 'es', 'fr', 'id', 'it', 'ja', 'ko', 'lt', 'mr', 'nl', 'pt', 'ro', 'sk', 'sv', 'ta', 'te', 'tr', 'uk', 'ur', 'vi', 'zh']

function useLanguageName() {
  const { i18n } = useTranslation()
  const [names] = useState(() => new Intl.DisplayNames([i18n.language], { type: 'language' }))
  return (code: string) => names.of(code) ?? code
}

export function LanguageFact({ contact }: Props) {
  const label = useLabels().language
  const save = useSaveContact()
  const may = useCan()('contact', 'update')
  const { sees, fills } = useOpenFields('contact')
  const name = useLanguageName()
  if (!sees('language')) return null
  const codes = contact.language === '' || languages.includes(contact.language) ? languages : [contact.language, ...languages]
  const options = codes.map((code) => ({ value: code, label: name(code) })).sort((a, b) => a.label.localeCompare(b.label))
  return (
    <Fact label={label}>
      <InlineEdit label={label} value={contact.language} shown={contact.language ? name(contact.language) : '—'} disabled={!may || !fills('language')} onSave={(language) => save(contact, { language })}
        input={({ value, set, error }) => <NativeSelect aria-label={label} autoFocus value={value} error={error} onChange={(e) => set(e.currentTarget.value)} data={[{ value: '', label: '—' }, ...options]} />} />
    </Fact>
  )
}

/** Whether the person agreed to be written to, and called, for marketing. */
export function ConsentFacts({ contact }: Props) {
  const { t } = useTranslation('contact')
  const { sees, fills } = useOpenFields('contact')
  const may = useCan()('contact', 'update') && fills('consent')
  const format = useFormat()
  const [channel, setChannel] = useState<ConsentChannel | null>(null)
  if (!sees('consent')) return null
  const line = (of: ConsentChannel) => {
    const now = contact.consent[of][0]
    const label = t(`consent.${of}`)
    const action = <ActionIcon size="md" aria-label={t('consent.change', { what: label })} onClick={() => setChannel(of)}><IconPencil size={16} aria-hidden /></ActionIcon>
    return (
      <Fact key={of} label={label} action={may || now ? action : null}>
        <span>{now ? t(`consent.since.${now.state}`, { day: format.date(now.at) }) : t('consent.unknown')}</span>
      </Fact>
    )
  }
  return (
    <>
      {line('email')}
      {line('phone')}
      <ConsentDialog contact={contact} channel={channel} fixed={!may} onClose={() => setChannel(null)} />
    </>
  )
}
