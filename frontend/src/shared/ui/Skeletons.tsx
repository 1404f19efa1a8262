import { Skeleton } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import classes from './Skeletons.module.css'

/** True once `ms` have passed: quick answers show nothing in between. */
export function useAfter(ms: number): boolean {
  const [passed, set] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => set(true), ms)
    return () => clearTimeout(timer)
  }, [ms])
  return passed
}

/** Grey lines after 200 ms, words after a second. */
export function ListSkeleton({ rows = 8, height = 20 }: { rows?: number; height?: number }) {
  const { t } = useTranslation('common')
  const shown = useAfter(200)
  const late = useAfter(1000)
  if (!shown) return null
  return (
    <div className={classes.list} aria-busy="true">
      <span className={late ? classes.late : 'k-hidden'} role="status">{t(late ? 'state.stillLoading' : 'state.loading')}</span>
      {Array.from({ length: rows }, (_, i) => i).map((i) => <Skeleton key={i} height={height} width={`${92 - ((i * 13) % 34)}%`} radius="sm" />)}
    </div>
  )
}

/** A page that is being fetched. */
export function PageSkeleton() {
  const shown = useAfter(200)
  return (
    <div className={classes.page}>
      {shown ? <Skeleton height={24} width={180} mb="lg" /> : null}
      <ListSkeleton />
    </div>
  )
}
