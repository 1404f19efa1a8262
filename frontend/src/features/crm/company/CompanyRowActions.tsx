import { ActionIcon, Menu } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMail, IconPhone, IconTrash, IconWorld } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { RowMenu } from '@/shared/ui/RowMenu'
import { useRemoveRecord } from '@/shared/ui/useRemoveRecord'

/** At the end of a row: on a phone to call and write, on a wide screen a menu. */
export function CompanyRowActions({ company }: { company: Company }) {
  const phone = useMediaQuery('(max-width: 767px)', false, { getInitialValueInEffect: false })
  return phone ? <Reach company={company} /> : <More company={company} />
}

function Reach({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  return (
    <>
      {company.phone ? <ActionIcon component="a" href={`tel:${company.phone}`} size={44} aria-label={t('callWhom', { name: company.name })}><IconPhone size={20} aria-hidden /></ActionIcon> : null}
      {company.email ? <ActionIcon component="a" href={`mailto:${company.email}`} size={44} aria-label={t('mailWhom', { name: company.name })}><IconMail size={20} aria-hidden /></ActionIcon> : null}
    </>
  )
}

function More({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const may = useCan()('company', 'delete')
  const remove = useRemoveRecord('/companies')
  if (!may && !company.phone && !company.email && !company.website) return null
  return (
    <RowMenu label={t('moreAbout', { name: company.name })}>
      {company.website ? <Menu.Item component="a" href={company.website} target="_blank" rel="noreferrer" leftSection={<IconWorld size={16} aria-hidden />}>{t('visit')}</Menu.Item> : null}
      {company.phone ? <Menu.Item component="a" href={`tel:${company.phone}`} leftSection={<IconPhone size={16} aria-hidden />}>{t('call')}</Menu.Item> : null}
      {company.email ? <Menu.Item component="a" href={`mailto:${company.email}`} leftSection={<IconMail size={16} aria-hidden />}>{t('mail')}</Menu.Item> : null}
      {may ? <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={() => void remove(company)}>{t('delete')}</Menu.Item> : null}
    </RowMenu>
  )
}
