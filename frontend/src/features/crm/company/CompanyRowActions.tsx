import { ActionIcon } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconMail, IconPhone, IconTrash, IconWorld } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import type { Company } from '@/shared/api/types'
import { isWhole } from '@/shared/lib/isWhole'
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
      {isWhole(company.phone) ? <ActionIcon component="a" href={`tel:${company.phone}`} size={44} aria-label={t('callWhom', { name: company.name })}><IconPhone size={20} aria-hidden /></ActionIcon> : null}
      {isWhole(company.email) ? <ActionIcon component="a" href={`mailto:${company.email}`} size={44} aria-label={t('mailWhom', { name: company.name })}><IconMail size={20} aria-hidden /></ActionIcon> : null}
    </>
  )
}

function More({ company }: { company: Company }) {
  const { t } = useTranslation('company')
  const may = useCan()('company', 'delete')
  const remove = useRemoveRecord('/companies')
  return (
    <RowMenu label={t('moreAbout', { name: company.name })} entries={[
      !!company.website && { label: t('visit'), icon: IconWorld, href: company.website },
      isWhole(company.phone) && { label: t('call'), icon: IconPhone, href: `tel:${company.phone}` },
      isWhole(company.email) && { label: t('mail'), icon: IconMail, href: `mailto:${company.email}` },
      may && { label: t('delete'), icon: IconTrash, danger: true, onClick: () => void remove(company) },
    ]} />
  )
}
