import { useTranslation } from 'react-i18next'
import { AsRoleForm } from '@/features/crm/layout/AsRoleForm'
import { Section } from '@/shared/ui/Section'
import { drawn } from './drawn'

/** A record as somebody with a role sees it, on the page of the roles. */
export function Eyes() {
  const { t } = useTranslation('layout')
  return <Section title={t('look.title')} text={t('look.text')}><AsRoleForm draw={drawn} /></Section>
}
