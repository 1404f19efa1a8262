import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { LaidObject } from '@/shared/api/typesLayout'
import { AsRole, type Drawn } from './AsRole'
import { useLaidObjects } from './layoutQuery'

/** Records of all kinds, looked at with the eyes of a role. */
export function AsRoleForm({ draw }: { draw: Drawn }) {
  const { t } = useTranslation('layout')
  const objects = useLaidObjects()
  const [object, setObject] = useState<LaidObject>('contact')
  return (
    <>
      <Group gap={6} mb="sm" role="group" aria-label={t('of')}>
        {objects.map((o) => <Button key={o.code} size="sm" variant={o.code === object ? 'light' : 'default'} aria-pressed={o.code === object} onClick={() => setObject(o.code)}>{o.name}</Button>)}
      </Group>
      <AsRole key={object} object={object} role="employee" draw={draw} />
    </>
  )
}
