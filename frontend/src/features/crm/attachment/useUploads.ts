import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Space } from '@/shared/api/types'
import { useFormat } from '@/shared/i18n/format'
import { problemText } from '@/shared/i18n/problemText'
import { announce } from '@/shared/lib/announce'
import { maxBytes, sendFile, useAttachments, type About } from './attachmentQuery'

/** A file on its way, or one that did not get there. */
export interface Sending { key: number; name: string; share: number; problem?: string; stop: () => void }

/**
 * Sends files one after the other, so that each gets there soon, and says how far they are. What there is no room for is not
 * sent at all.
 */
export function useUploads(about: About, space: Space | null) {
  const { t } = useTranslation('attachment')
  const { refresh } = useAttachments(about)
  const [all, setAll] = useState<Sending[]>([])
  const format = useFormat()
  const next = useRef(0)
  const waiting = useRef(0)
  const line = useRef<Promise<void>>(Promise.resolve())
  const leaving = useRef(new AbortController())
  useEffect(() => {
    const page = new AbortController()
    leaving.current = page
    return () => page.abort()
  }, [])

  const change = (key: number, to: Partial<Sending>) => setAll((now) => now.map((s) => (s.key === key ? { ...s, ...to } : s)))
  const forget = (key: number) => setAll((now) => now.filter((s) => s.key !== key))

  const sendOne = async (file: File, key: number, signal: AbortSignal) => {
    if (signal.aborted) return
    try {
      await sendFile(about, file, (share) => change(key, { share }), signal)
      announce(t('added', { name: file.name }))
      await refresh()
      forget(key)
    } catch (error) {
      if (!signal.aborted) change(key, { problem: problemText(error) })
    }
  }
  const unfit = (file: File) => {
    if (file.size === 0) return t('empty')
    if (file.size > maxBytes) return t('tooLarge')
    const room = space ? Math.max(0, space.most - space.used - waiting.current) : Infinity
    return file.size > room ? t('noRoom', { size: format.size(file.size), room: format.size(room) }) : undefined
  }
  const send = (files: Iterable<File>) => {
    for (const file of files) {
      const key = next.current++
      const own = new AbortController()
      const stop = () => { own.abort(); forget(key) }
      const problem = unfit(file)
      setAll((now) => [...now, { key, name: file.name, share: 0, problem, stop }])
      if (problem) continue
      waiting.current += file.size
      line.current = line.current.then(() => sendOne(file, key, AbortSignal.any([own.signal, leaving.current.signal]))).finally(() => { waiting.current -= file.size })
    }
  }
  return { sending: all, send }
}
