import { useEffect, useState } from 'react'
import type { Attachment } from '@/shared/api/types'

/** The pictures that a browser can be trusted to draw. */
const pictures = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])

export const isPicture = ({ mediaType }: Attachment) => pictures.has(mediaType)
export const isPdf = ({ mediaType }: Attachment) => mediaType === 'application/pdf'

/** What can be looked at here: pictures, and PDFs where the browser has a viewer for them. */
export const canShow = (file: Attachment) => isPicture(file) || (isPdf(file) && navigator.pdfViewerEnabled === true)

/** An address of bytes in this page, for as long as it is shown. Their type is the one they were found to be. */
export function useSource(content: Blob | undefined, type?: string): string | undefined {
  const [source, setSource] = useState<string>()
  useEffect(() => {
    if (!content) return
    const address = URL.createObjectURL(type ? new Blob([content], { type }) : content)
    setSource(address)
    return () => { setSource(undefined); URL.revokeObjectURL(address) }
  }, [content, type])
  return source
}
