import { Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { FieldObject } from '@/shared/api/typesField'
import type { LayoutFor } from '@/shared/api/typesLayout'
import classes from './Sections.module.css'

/** For whom a layout is, in words. */
export function useLayoutFor() {
  const { t } = useTranslation(['layout', 'nav'])
  return ({ role, roleName, pipelineId, pipelineName }: LayoutFor) => {
    const who = roleName || (role ? t(`nav:roles.${role}`) : '')
    if (role && pipelineId) return t('for.both', { role: who, pipeline: pipelineName })
    if (role) return t('for.role', { role: who })
    return pipelineId ? t('for.pipeline', { pipeline: pipelineName }) : t('for.all')
  }
}

/** Below a record's fields: whose order it is, and the way to change it. */
export function LayoutNote({ of, object, may }: { of: LayoutFor; object: FieldObject; may: boolean }) {
  const { t } = useTranslation('layout')
  const { slug } = useMe().tenant
  const words = useLayoutFor()(of)
  return (
    <p className={classes.note}>
      {t('applies', { who: words })}{' '}
      {may ? <Anchor component={Link} inherit to={`/${slug}/settings/layouts` as '/'} search={{ object } as never}>{t('change')}</Anchor> : null}
    </p>
  )
}
