import type { InfiniteData } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Page } from '@/shared/api/types'

/** The loaded rows by index, straight from the pages: nothing is flattened however many there are. */
export interface Rows<T> { count: number; at: (index: number) => T | undefined }

export function rowsOf<T>(data: InfiniteData<Page<T>> | undefined): Rows<T> {
  const pages = data?.pages ?? []
  const ends: number[] = []
  let count = 0
  for (const page of pages) ends.push((count += page.items.length))
  const at = (index: number) => {
    let low = 0
    let high = ends.length - 1
    while (low < high) {
      const middle = (low + high) >> 1
      if ((ends[middle] ?? 0) > index) high = middle
      else low = middle + 1
    }
    return pages[low]?.items[index - (ends[low - 1] ?? 0)]
  }
  return { count, at }
}

export function useRows<T>(data: InfiniteData<Page<T>> | undefined): Rows<T> {
  return useMemo(() => rowsOf(data), [data])
}
