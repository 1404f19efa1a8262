import { Text } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Notice, RecordKind } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'

const paths: Record<RecordKind, string> = { contact: 'contacts', company: 'companies', deal: 'deals', object_record: 'records' }

interface MentionedProps { notice: Notice & { kind: 'mention' }; onLeave: () => void }

/** A note that names one; it opens the record that it is about. */
export function Mentioned({ notice: { at, mention }, onLeave }: MentionedProps) {
  const { t } = useTranslation('work')
  const format = useFormat()
  const { slug } = useMe().tenant
  return (
    <li style={{ paddingBlock: 8, borderBlockEnd: '1px solid var(--k-line)' }}>
      <Link to={`/${slug}/${paths[mention.kind]}/${mention.id}` as '/'} onClick={onLeave} style={{ color: 'inherit', fontWeight: 550 }}>{t('work:notice.mentioned', { who: mention.by, record: mention.name })}</Link>
      <Text size="sm" c="dimmed" lineClamp={3}>{mention.text}</Text>
      <Text size="xs" c="dimmed"><time dateTime={at} title={format.dateTime(at)}>{format.relative(at)}</time></Text>
    </li>
  )
}
