import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Notice } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

interface FileMadeProps { notice: Notice & { kind: 'export' }; onLeave: () => void }

/** A file that one asked for is there, or could not be made; it opens the page of one's files. */
export function FileMade({ notice: { at, export: file }, onLeave }: FileMadeProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { slug } = useMe().tenant
  return (
    <li style={{ paddingBlock: 8, borderBlockEnd: '1px solid var(--k-line)' }}>
      <Link to={`/${slug}/exports` as '/'} onClick={onLeave} style={{ color: 'inherit', fontWeight: 550, overflowWrap: 'anywhere' }}>{t(file.ready ? 'work:notice.fileReady' : 'work:notice.fileFailed', { name: file.name })}</Link>
      <Text size="xs" c="dimmed"><time dateTime={at} title={format.dateTime(at)}>{format.relative(at)}</time></Text>
    </li>
  )
}
