import { IconLock } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { EmptyState } from './EmptyState'

/** In place of what this person's role does not open: says so, and who may. */
export function Denied({ who }: { who: string }) {
  const { t } = useTranslation('common')
  return <EmptyState title={t('error.denied')} text={who} icon={<IconLock size={24} stroke={1.75} />} />
}
