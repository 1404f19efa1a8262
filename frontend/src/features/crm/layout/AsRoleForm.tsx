import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { StandardObject } from '@/shared/api/typesField'
import { AsRole, type Drawn } from './AsRole'
import { objects } from './layoutQuery'

/** Records of all kinds, looked at with the eyes of a role. */
export function AsRoleForm({ draw }: { draw: Drawn }) {
  const { t } = useTranslation('layout')
  const [object, setObject] = useState<StandardObject>('contact')
  return (
    <>
      <Group gap={6} mb="sm" role="group" aria-label={t('of')}>
        {objects.map((o) => <Button key={o} size="sm" variant={o === object ? 'light' : 'default'} aria-pressed={o === object} onClick={() => setObject(o)}>{t(`object.${o}`)}</Button>)}
      </Group>
      <AsRole key={object} object={object} role="employee" draw={draw} />
    </>
  )
}
