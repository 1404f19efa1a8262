import { IconMinus, IconQuestionMark, IconThumbDown, IconThumbUp, type Icon } from '@tabler/icons-react'
import type { Attitude } from '@/shared/api/typesBuying'
import classes from './Buying.module.css'

const marks: Record<Attitude, Icon> = { for: IconThumbUp, neutral: IconMinus, against: IconThumbDown, unknown: IconQuestionMark }

/** What somebody thinks of a deal, by shape as well as by colour. */
export function Mark({ attitude }: { attitude: Attitude }) {
  const Shape = marks[attitude]
  return <span className={classes.mark} data-attitude={attitude} aria-hidden><Shape size={14} stroke={2.25} /></span>
}
