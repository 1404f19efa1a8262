import { useTranslation } from 'react-i18next'
import type { BuyingMap, MapPerson, TieKind } from '@/shared/api/typesBuying'
import classes from './Buying.module.css'
import { Mark } from './Mark'
import { levels, spots, type Spot } from './places'

interface ChartProps { map: BuyingMap; onOpen: (person: MapPerson) => void }

const kinds: TieKind[] = ['reports_to', 'influences', 'close_to', 'conflict']
const middle = (row: number) => (row + 0.5) * (100 / levels.length)

/** The people in three rows by influence, with lines for how they stand to each other. Everything it shows is in the list too. */
export function Chart({ map, onOpen }: ChartProps) {
  const { t } = useTranslation(['selling', 'deal'])
  const places = spots(map)
  return (
    <>
      <div className={classes.chart} role="group" aria-label={t('selling:map.chart')}>
        {levels.map((level) => <div key={level} className={classes.row}>{t('selling:map.influence.label')}: {t(`selling:map.influence.${level}`)}</div>)}
        <svg className={classes.lines} viewBox="0 0 100 100" preserveAspectRatio="none" aria-hidden>
          {map.ties.map((tie) => {
            const [from, to] = [places.get(tie.fromId), places.get(tie.toId)]
            return from && to ? <line key={tie.id} data-kind={tie.kind} x1={from.x} y1={middle(from.row)} x2={to.x} y2={middle(to.row)} /> : null
          })}
        </svg>
        {map.people.map((p) => <Node key={p.contactId} person={p} spot={places.get(p.contactId)!} onOpen={() => onOpen(p)} />)}
      </div>
      <ul className={classes.legend} aria-hidden>
        {kinds.filter((kind) => map.ties.some((tie) => tie.kind === kind)).map((kind) => (
          <li key={kind}><svg className={classes.lines} viewBox="0 0 26 6"><line data-kind={kind} x1={0} y1={3} x2={26} y2={3} /></svg>{t(`selling:map.kind.${kind}`)}</li>
        ))}
      </ul>
    </>
  )
}

/** A person in their row. What their place and colour say is also said in words, for whom neither is seen. */
function Node({ person, spot, onOpen }: { person: MapPerson; spot: Spot; onOpen: () => void }) {
  const { t } = useTranslation(['selling', 'deal'])
  const influence = `${t('selling:map.influence.label')}: ${t(`selling:map.influence.${person.influence}`)}`
  const attitude = `${t('selling:map.attitude.label')}: ${t(`selling:map.attitude.${person.attitude}`)}`
  return (
    <button type="button" className={classes.node} data-attitude={person.attitude} onClick={onOpen} style={{ insetInlineStart: `${spot.x}%`, top: `${middle(spot.row)}%`, width: `calc(${spot.share}% - 10px)` }}>
      <Mark attitude={person.attitude} />
      <span><b>{person.name}<span className="k-hidden">, </span></b><small>{t(`deal:role.${person.role}`)}<span className="k-hidden">, {influence}, {attitude}</span></small></span>
    </button>
  )
}
