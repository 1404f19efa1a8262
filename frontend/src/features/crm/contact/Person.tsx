import { ActionIcon } from '@mantine/core'
import { IconMail, IconPhone } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { isWhole } from '@/shared/lib/isWhole'
import { Avatar } from '@/shared/ui/Avatar'
import { PanelRow } from '@/shared/ui/record/Panel'

/** A person in a company's list; what is said below the name is the job title unless it is given. */
export function Person({ contact, text }: { contact: Contact; text?: string }) {
  const { t } = useTranslation('contact')
  const { slug } = useMe().tenant
  const reach = (
    <>
      {isWhole(contact.phone) ? <ActionIcon component="a" href={`tel:${contact.phone}`} aria-label={t('callWhom', { name: contact.name })}><IconPhone size={16} aria-hidden /></ActionIcon> : null}
      {isWhole(contact.email) ? <ActionIcon component="a" href={`mailto:${contact.email}`} aria-label={t('mailWhom', { name: contact.name })}><IconMail size={16} aria-hidden /></ActionIcon> : null}
    </>
  )
  return <PanelRow mark={<Avatar name={contact.name} size={30} />} title={<Link to="/$slug/contacts/$id" params={{ slug, id: contact.id }}>{contact.name}</Link>} text={text ?? contact.jobTitle} actions={reach} />
}
