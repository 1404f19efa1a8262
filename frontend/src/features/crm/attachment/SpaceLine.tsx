import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'
import type { Space } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { Meter } from '@/shared/ui/Meter'
import classes from './Attachment.module.css'

/** How much of the room for files is taken, and what to do when there is none. */
export function SpaceLine({ space: { used, most, plan } }: { space: Space }) {
  const { t } = useTranslation('attachment')
  const format = useFormat()
  const may = useCan()('billing', 'read')
  const { slug } = useMe().tenant
  const value = t('space.of', { used: format.size(used), most: format.size(most) })
  if (used * 5 < most * 4) return <p className={classes.space}>{value}</p>
  const advice = !plan ? t('space.delete') : may ? t('space.plan') : t('space.ask')
  return (
    <div className={classes.space}>
      <Meter label={t(used >= most ? 'space.full' : 'space.soon')} value={value} used={used} of={most} note={<>{advice} {plan && may ? <Anchor renderRoot={(p) => <Link {...p} to="/$slug/settings/billing" params={{ slug }} />} underline="always" size="xs">{t('space.look')}</Anchor> : null}</>} />
    </div>
  )
}
