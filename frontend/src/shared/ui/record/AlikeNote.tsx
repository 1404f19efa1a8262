import { Alert, Anchor } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useMe } from '@/shared/api/me'
import type { Alike } from '@/shared/api/types'

interface AlikeNoteProps {
  path: 'contacts' | 'companies'
  items: (Alike & { about: string })[]
}

/** Tells, while something is being added, what may be there already. It stands below the form, so that nothing moves under the hand. */
export function AlikeNote({ path, items }: AlikeNoteProps) {
  const { t } = useTranslation('common')
  const { slug } = useMe().tenant
  return (
    <div role="status">
      {items.length > 0 ? (
        <Alert color="yellow" variant="light" p="sm" mt="md" title={t('alike.title')}>
          <ul style={{ margin: 0, paddingInlineStart: 18 }}>
            {items.map((a) => (
              <li key={a.id}>
                <Anchor component={Link} to={`/${slug}/${path}/${a.id}`} size="sm">{[a.name, a.about].filter(Boolean).join(', ')}</Anchor> ({a.reasons.map((r) => t(`alike.${r}`)).join(', ')})
              </li>
            ))}
          </ul>
        </Alert>
      ) : null}
    </div>
  )
}
