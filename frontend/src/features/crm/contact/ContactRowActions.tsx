import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMail, IconPhone, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Contact } from '@/shared/api/types'
import { isWhole } from '@/shared/lib/isWhole'
import { RowMenu } from '@/shared/ui/RowMenu'
import { useRemoveRecord } from '@/shared/ui/useRemoveRecord'

/** At the end of a row: on a phone to call and write, on a wide screen a menu. */
export function ContactRowActions({ contact }: { contact: Contact }) {
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  return phone ? <Reach contact={contact} /> : <More contact={contact} />
}

function Reach({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  return (
    <>
      {isWhole(contact.phone) ? <ActionIcon component="a" href={`tel:${contact.phone}`} size={44} aria-label={t('callWhom', { name: contact.name })}><IconPhone size={20} aria-hidden /></ActionIcon> : null}
      {isWhole(contact.email) ? <ActionIcon component="a" href={`mailto:${contact.email}`} size={44} aria-label={t('mailWhom', { name: contact.name })}><IconMail size={20} aria-hidden /></ActionIcon> : null}
    </>
  )
}

function More({ contact }: { contact: Contact }) {
  const { t } = useTranslation('contact')
  const may = useCan()('contact', 'delete')
  const remove = useRemoveRecord('/contacts')
  return (
    <RowMenu label={t('moreAbout', { name: contact.name })} entries={[
      isWhole(contact.phone) && { label: t('call'), icon: IconPhone, href: `tel:${contact.phone}` },
      isWhole(contact.email) && { label: t('mail'), icon: IconMail, href: `mailto:${contact.email}` },
      may && { label: t('delete'), icon: IconTrash, danger: true, onClick: () => void remove(contact) },
    ]} />
  )
}
