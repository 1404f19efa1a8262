import type { TFunction } from 'i18next'
import { Fragment, type ReactNode } from 'react'

/** Stands where a part goes while the sentence is put together; no text holds it. */
const mark = (i: number) => String.fromCharCode(0xe000 + i)

/** A translated sentence with parts in it, like a bold name: what people typed is never read as markup. */
export function Sentence({ t, text, parts }: { t: TFunction; text: string; parts: Record<string, ReactNode> }) {
  const names = Object.keys(parts)
  const sentence = t(text, Object.fromEntries(names.map((name, i) => [name, mark(i)])))
  const pieces = sentence.split(/([\ue000-\ue0ff])/).map((piece, at) => ({ at, piece }))
  return pieces.map(({ at, piece }) => {
    const name = /[\ue000-\ue0ff]/.test(piece) ? names[piece.charCodeAt(0) - 0xe000] : undefined
    return <Fragment key={at}>{name === undefined ? piece : parts[name]}</Fragment>
  })
}
