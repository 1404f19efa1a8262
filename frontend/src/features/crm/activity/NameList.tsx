import { useTranslation } from 'react-i18next'
import type { Colleague } from '@/shared/api/types'
import { Avatar } from '@/shared/ui/Avatar'
import classes from './NameList.module.css'

interface NameListProps { id: string; names: Colleague[]; at: number; seers: string[] | null | undefined; onTake: (person: Colleague) => void }

/** The colleagues that a text may name; who does not see the record is told apart. */
export function NameList({ id, names, at, seers, onTake }: NameListProps) {
  const { t } = useTranslation('activity')
  return (
    <ul id={id} role="listbox" aria-label={t('mention.offer')} className={classes.names}>
      {names.map((person, i) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are those of the text
        <li key={person.userId} id={`${id}${i}`} role="option" aria-selected={i === at} onMouseDown={(e) => e.preventDefault()} onClick={() => onTake(person)}>
          <Avatar name={person.name} size={22} /> <span>{person.name}</span>
          {seers && !seers.includes(person.userId) ? <small>{t('mention.unseen')}</small> : null}
        </li>
      ))}
    </ul>
  )
}
