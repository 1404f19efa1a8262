import { Skeleton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useAfter } from '@/shared/ui/Skeletons'
import classes from './BoardSkeleton.module.css'

const lanes = [3, 2, 4, 1, 2]

/** Grey columns and cards while the board is fetched. */
export function BoardSkeleton() {
  const { t } = useTranslation('common')
  const shown = useAfter(200)
  const late = useAfter(1000)
  if (!shown) return null
  return (
    <div aria-busy="true" className={classes.frame}>
      <span className={late ? classes.late : 'k-hidden'} role="status">{t(late ? 'state.stillLoading' : 'state.loading')}</span>
      <div className={classes.board}>
        {lanes.map((cards, lane) => (
          // eslint-disable-next-line react/no-array-index-key -- nothing is ever moved here
          <div key={lane} className={classes.lane}>
            <Skeleton height={18} width="55%" radius="sm" />
            {Array.from({ length: cards }, (_, card) => card).map((card) => <Skeleton key={card} height={92} radius="md" />)}
          </div>
        ))}
      </div>
    </div>
  )
}
