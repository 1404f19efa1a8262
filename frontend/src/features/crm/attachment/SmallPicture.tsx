import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import type { Attachment } from '@/shared/api/types'
import classes from './Attachment.module.css'
import { smallOf, type About } from './attachmentQuery'
import { useSource } from './shown'

interface SmallPictureProps { about: About; file: Attachment; fallback: ReactNode }

/** A picture in the size of a mark, fetched when it comes into sight; what cannot be drawn keeps its mark. */
export function SmallPicture({ about, file, fallback }: SmallPictureProps) {
  const place = useRef<HTMLSpanElement>(null)
  const [near, setNear] = useState(false)
  useEffect(() => {
    const watch = new IntersectionObserver((all) => { if (all.some((e) => e.isIntersecting)) { setNear(true); watch.disconnect() } }, { rootMargin: '200px' })
    watch.observe(place.current!)
    return () => watch.disconnect()
  }, [])
  const { data } = useQuery({ queryKey: ['attachment', file.id, 'small'], queryFn: ({ signal }) => smallOf(about, file, signal), enabled: near, staleTime: Infinity, retry: false })
  const source = useSource(data)
  return <span ref={place} className={classes.small}>{source ? <img src={source} alt="" /> : fallback}</span>
}
