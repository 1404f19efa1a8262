import { useNetwork } from '@mantine/hooks'
import { useTranslation } from 'react-i18next'
import classes from './AppLayout.module.css'

/** Says plainly that nothing can be saved right now. */
export function OfflineBanner() {
  const { t } = useTranslation('common')
  const { online } = useNetwork()
  if (online) return null
  return <div className={classes.banner} role="status">{t('state.offline')}</div>
}
