import { ActionIcon, Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconMail, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe, useOpenFields } from '@/shared/api/me'
import type { Channel, Contact, Position } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { onDemand } from '@/shared/lib/onDemand'
import { Fact } from '@/shared/ui/record/Fact'
import { useLabels } from './contactQuery'

export { ConsentFacts, LanguageFact } from './ContactTraits'

const ChannelsDialog = onDemand(() => import('./ChannelsDialog').then((m) => m.ChannelsDialog), (p) => p.opened)
const PositionsDialog = onDemand(() => import('./PositionsDialog').then((m) => m.PositionsDialog), (p) => p.opened)

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

/** From when to when somebody works for a company, as one reads it. */
export function usePeriod() {
  const { t } = useTranslation('contact')
  const format = useFormat()
  return ({ from, to }: { from: string | null; to: string | null }) => {
    if (from && to) return `${format.date(from)} – ${format.date(to)}`
    if (from) return t('positions.since', { day: format.date(from) })
    return to ? t('positions.until', { day: format.date(to) }) : ''
  }
}
