import { useTranslation } from 'react-i18next'
import type { Import } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import classes from './Import.module.css'

const kinds = ['created', 'updated', 'skipped', 'failed'] as const

/** The four counts of an import, as they will be or have become. */
export function CountList({ label, data, future = false }: { label: string; data: Import; future?: boolean }) {
  const { t } = useTranslation(['import', 'importMore'])
  const format = useFormat()
  return (
    <ul className={classes.counts} aria-label={label}>
      {kinds.map((kind) => (
        <li key={kind} className={classes.count} data-kind={kind} data-some={data[kind] > 0 || undefined}>
          <b className="k-num">{format.number(data[kind])}</b>
          <span>{kind === 'created' && data.object !== 'contact' ? t(`importMore:created.${data.object}`) : t(`import:${future ? 'will' : 'did'}.${kind}`)}</span>
        </li>
      ))}
    </ul>
  )
}
