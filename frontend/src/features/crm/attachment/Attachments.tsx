import { lazy, Suspense } from 'react'
import type { About } from './attachmentQuery'

const Part = lazy(() => import('./AttachmentSection').then((m) => ({ default: m.AttachmentSection })))

/** The files beside a record, fetched after the page: they are below what is read first. */
export function Attachments({ about }: { about: About }) {
  return <Suspense fallback={null}><Part about={about} /></Suspense>
}
