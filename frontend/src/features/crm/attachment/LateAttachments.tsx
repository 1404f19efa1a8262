import { lazy, Suspense, type ComponentProps } from 'react'

const Panel = lazy(async () => ({ default: (await import('./Attachments')).Attachments }))

/** The files of a record, fetched apart: the page is drawn without them. */
export const LateAttachments = (props: ComponentProps<typeof Panel>) => <Suspense fallback={null}><Panel {...props} /></Suspense>
