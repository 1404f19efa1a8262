import { Button } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useCan, useMe } from '@/shared/api/me'

/** The way to the import of a file, for those who may. */
export function ImportButton() {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  if (!useCan()('import', 'create')) return null
  return <Button component={Link} to={`/${slug}/import` as '/'} variant="default" leftSection={<IconUpload size={16} aria-hidden />}>{t('list.import')}</Button>
}
