import { Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '@/shared/i18n/format'
import { shownDays, type Series } from './usageQuery'

const height = 40

/** One figure over the days as bars, with its least and most in words. */
export function UseLine({ series, name, amount }: { series: Series; name: string; amount: (n: number) => string }) {
  const { t } = useTranslation('billing')
  const format = useFormat()
  const used = series.points.map((p) => p.used)
  const most = Math.max(...used)
  const top = Math.max(most, 1)
  const [from, to] = [format.date(series.points[0]!.day), format.date(series.points.at(-1)!.day)]
  const spoken = t('history.chart', { name, from, to, low: amount(Math.min(...used)), most: amount(most) })
  return (
    <div style={{ marginBlockEnd: 18 }}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={550}>{name}</Text>
        <Text size="sm" className="k-num">{t('history.now', { used: amount(used.at(-1)!), limit: amount(series.limit), most: amount(most) })}</Text>
      </Group>
      <svg role="img" aria-label={spoken} viewBox={`0 0 ${shownDays} ${height}`} preserveAspectRatio="none" width="100%" height={height} style={{ display: 'block', marginBlock: 4, borderBottom: '1px solid var(--k-line)' }}>
        {series.points.map(({ day, used: n }, i) => <rect key={day} x={shownDays - used.length + i} y={height - (n / top) * height} width={0.8} height={(n / top) * height} fill="var(--k-accent)" />)}
      </svg>
      <Text size="xs" c="dimmed">{t('history.from', { from, to })}</Text>
    </div>
  )
}
