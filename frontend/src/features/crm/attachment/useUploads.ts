import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problemText } from '@/shared/i18n/problemText'
import { announce } from '@/shared/lib/announce'
import { maxBytes, sendFile, useAttachments, type About } from './attachmentQuery'

/** A file on its way, or one that did not get there. */
export interface Sending { key: number; name: string; share: number; problem?: string; stop: () => void }

/** Sends files one after the other, so that each gets there soon, and says how far they are. */
export function useUploads(about: About) {
  const { t } = useTranslation('attachment')
  const { refresh } = useAttachments(about)
  const [all, setAll] = useState<Sending[]>([])
  const next = useRef(0)
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
  const send = (files: Iterable<File>) => {
    for (const file of files) {
      const key = next.current++
      const own = new AbortController()
      const stop = () => { own.abort(); forget(key) }
      const problem = file.size === 0 ? t('empty') : file.size > maxBytes ? t('tooLarge') : undefined
      setAll((now) => [...now, { key, name: file.name, share: 0, problem, stop }])
      if (!problem) line.current = line.current.then(() => sendOne(file, key, AbortSignal.any([own.signal, leaving.current.signal])))
    }
  }
  return { sending: all, send }
}
