import { Button } from '@mantine/core'
import { IconDeviceDesktop } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api } from '@/shared/api/client'
import { secondFactorQuery } from '@/shared/api/secondFactor'
import type { RememberedDevice } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { whereOf } from '@/shared/lib/where'
import classes from '@/shared/ui/RowList.module.css'
import { Section } from '@/shared/ui/Section'
import { complain } from '@/shared/ui/undoable'

/** Browsers that are not asked for the second step; nothing is shown when there are none. */
export function RememberedDevices() {
  const { t } = useTranslation('security')
  const { data } = useQuery(secondFactorQuery())
  if (!data || data.devices.length === 0) return null
  return <Section title={t('devices.title')}><ul className={classes.list}>{data.devices.map((d) => <Row key={d.id} device={d} />)}</ul></Section>
}

function Row({ device }: { device: RememberedDevice }) {
  const { t, i18n } = useTranslation(['security', 'settings'])
  const format = useFormat()
  const client = useQueryClient()
  const forget = useMutation({
    mutationFn: () => api.del('/me/devices/{id}', { path: { id: device.id } }),
    onError: complain,
    onSettled: () => client.invalidateQueries({ queryKey: secondFactorQuery().queryKey }),
  })
  return (
    <li className={classes.row}>
      <IconDeviceDesktop size={22} stroke={1.5} aria-hidden />
      <div className={classes.text}>
        <b>{device.device || t('settings:sessions.unknown')}</b>
        <span>{t('devices.until', { ip: whereOf(device, i18n.language), date: format.dateTime(device.expiresAt) })}</span>
      </div>
      <Button size="xs" variant="subtle" color="red" loading={forget.isPending} onClick={() => forget.mutate()}>{t('devices.forget')}<span className="k-hidden">: {device.device}</span></Button>
    </li>
  )
}
