import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Notice } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

interface ToldProps { notice: Notice & { kind: 'retention' | 'archive' }; onLeave: () => void }

/** What the program tells those who look after the company; it opens the page where something can be done about it. */
export function Told({ notice: { kind, at, count }, onLeave }: ToldProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { slug } = useMe().tenant
  return (
    <li style={{ paddingBlock: 8, borderBlockEnd: '1px solid var(--k-line)' }}>
      <Link to={`/${slug}/settings/${kind === 'archive' ? 'archives' : 'privacy'}` as '/'} onClick={onLeave} style={{ color: 'inherit', fontWeight: 550, overflowWrap: 'anywhere' }}>
        {kind === 'archive' ? t('work:notice.unsent') : t('work:notice.goes', { count })}
      </Link>
      <Text size="xs" c="dimmed"><time dateTime={at} title={format.dateTime(at)}>{format.relative(at)}</time></Text>
    </li>
  )
}
