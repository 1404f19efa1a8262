import { IconMail, IconPhone, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useCan } from '@/shared/api/me'
import { refusedField } from '@/shared/api/refused'
import type { Company } from '@/shared/api/types'
import { Avatar } from '@/shared/ui/Avatar'
import { InlineText } from '@/shared/ui/form/InlineEdit'
import { Mail, Phone, type Reaching } from '@/shared/ui/record/reach'
import { RecordHead } from '@/shared/ui/record/RecordHead'
import { RowMenu } from '@/shared/ui/RowMenu'
import { useRemoveAndLeave } from '@/shared/ui/useRemoveRecord'
import { shortAddress, useLabels, useSaveCompany } from './companyQuery'

/** The firm's name, what it does and where, and the ways to reach it. */
export function CompanyHead({ company, reaching }: { company: Company; reaching: Reaching }) {
  const { t } = useTranslation('company')
  const labels = useLabels()
  const save = useSaveCompany()
  const fixed = !useCan()('company', 'update')
  const rename = (name: string) => save(company, { name: name.trim() }).catch((error: unknown) => { throw refusedField(error, 'name', labels.name) })
  return (
    <RecordHead path="/companies" id={company.id} name={company.name} listLabel={t('title')} mark={<Avatar name={company.name} size={44} square />}
      title={<InlineText label={labels.name} value={company.name} onSave={rename} disabled={fixed} />} below={<About company={company} />} actions={<Actions company={company} reaching={reaching} />} />
  )
}

function About({ company }: { company: Company }) {
  const facts = [company.industry, company.city].filter(Boolean).join(' · ')
  const site = company.website ? <a href={company.website} target="_blank" rel="noreferrer">{shortAddress(company.website)}</a> : null
  return <>{facts ? <span>{facts}</span> : null}{site}</>
}

function Actions({ company, reaching: { write, call } }: { company: Company; reaching: Reaching }) {
  const { t } = useTranslation('company')
  const may = useCan()('company', 'delete')
  const remove = useRemoveAndLeave('/companies')
  return (
    <>
      <Phone value={company.phone} label={t('call')} through={call} />
      <Mail value={company.email} label={t('mail')} through={write} />
      <RowMenu size="lg" label={t('common:action.more')} entries={[write !== undefined && { label: t('mail'), icon: IconMail, onClick: write }, call !== undefined && { label: t('common:callThrough'), icon: IconPhone, onClick: call }, may && { label: t('delete'), icon: IconTrash, danger: true, onClick: () => void remove(company) }]} />
    </>
  )
}
