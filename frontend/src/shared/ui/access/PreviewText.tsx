import { Alert } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AccessPreview } from '@/shared/api/types'
import classes from './Preview.module.css'

/** What a change would do, person by person, in numbers and with some names; and the examples that forbid it. */
export function PreviewText({ preview }: { preview: AccessPreview }) {
  const { t } = useTranslation('access')
  const some = (n: number, names: string[]) => (n === 0 ? '' : `: ${names.join(', ')}${n > names.length ? ' …' : ''}`)
  return (
    <div className={classes.panel}>
      <span>{t('preview.people', { n: preview.people })}</span>
      <ul className={classes.list}>
        {preview.changes.map((c) => (
          <li key={c.userId + c.kind} className={classes.text}>
            <b>{c.name} · {t(`object.${c.kind}`)}</b>
            {c.gains > 0 ? <span>{t('preview.gains', { n: c.gains })}<span className={classes.quiet}>{some(c.gains, c.gained)}</span></span> : null}
            {c.loses > 0 ? <span>{t('preview.loses', { n: c.loses })}<span className={classes.quiet}>{some(c.loses, c.lost)}</span></span> : null}
          </li>
        ))}
      </ul>
      {preview.broken.map((e) => (
        <Alert key={e.id} color="red" variant="light" role="alert">{t('preview.broken')} {t(`example.${e.must}`, { person: e.personName, record: e.recordName })}</Alert>
      ))}
    </div>
  )
}
