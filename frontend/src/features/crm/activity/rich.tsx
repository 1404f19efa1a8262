import { Fragment, type ReactNode } from 'react'
import type { Mention } from '@/shared/api/types'
import { useMe } from '@/shared/api/me'
import classes from './Timeline.module.css'

interface RichTextProps { text: string; mentions: Mention[] }

/**
 * What somebody wrote, with **bold**, *italic*, lists, links and the colleagues it names. It is made of elements, never of
 * markup: what is none of these stays as it was typed.
 */
export function RichText({ text, mentions }: RichTextProps) {
  const me = useMe().user.id
  const draw = inline(mentions, me)
  return blocks(text).map(({ kind, lines, first }, i) => {
    const key = `${kind}${i}`
    if (kind === 'text') return <div key={key}>{draw(lines.join('\n'))}</div>
    const items = lines.map((line, at) => ({ line, at })).map(({ line, at }) => <li key={at}>{draw(line)}</li>)
    return kind === 'list' ? <ul key={key} className={classes.points}>{items}</ul> : <ol key={key} start={first} className={classes.points}>{items}</ol>
  })
}

interface Block { kind: 'text' | 'list' | 'numbers'; lines: string[]; first?: number }

const point = /^[-*•] (.*)$/
const numbered = /^(\d{1,4})[.)] (.*)$/

/** Lines that belong together: words, points, numbered points. */
function blocks(text: string): Block[] {
  const all: Block[] = []
  for (const line of text.split('\n')) {
    const [dot, number] = [point.exec(line), numbered.exec(line)]
    const kind = dot ? 'list' : number ? 'numbers' : 'text'
    const last = all.at(-1)
    if (last?.kind === kind) last.lines.push(dot?.[1] ?? number?.[2] ?? line)
    else all.push({ kind, lines: [dot?.[1] ?? number?.[2] ?? line], first: number ? Number(number[1]) : undefined })
  }
  return all
}

const escaped = (label: string) => label.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
const link = String.raw`\[([^\]\n]{1,300})\]\((https?:\/\/[^\s()<>]{1,2000}|mailto:[^\s()<>]{3,300})\)`
const bare = String.raw`(https?:\/\/[^\s<>"]{1,2000}[^\s<>"'.,;:!?)\]])`
const bold = String.raw`\*\*(?=\S)([^\n]{1,1000}?\S)\*\*`
const italic = String.raw`\*(?=[^\s*])([^*\n]{0,1000}[^\s*])\*`

/** Draws a piece of text: names before links before bold before italic. */
function inline(mentions: Mention[], me: string): (text: string) => ReactNode {
  const labels = mentions.map((m) => m.label).sort((a, b) => b.length - a.length).map(escaped)
  const names = labels.length > 0 ? `@(${labels.join('|')})` : '(?!)()'
  const pattern = new RegExp([names, link, bare, bold, italic].join('|'), 'u')
  const draw = (text: string): ReactNode => {
    const found = pattern.exec(text)
    if (!found) return text
    const [whole, label, name, to, address, strong, slanted] = found
    const drawn = label !== undefined ? <Name of={mentions.find((m) => m.label === label)!} me={me} />
      : to ? <Out to={to}>{name}</Out>
      : address ? <Out to={address}>{address}</Out>
      : strong !== undefined ? <b>{draw(strong)}</b> : <em>{draw(slanted ?? '')}</em>
    return <>{text.slice(0, found.index)}{drawn}<Fragment>{draw(text.slice(found.index + whole.length))}</Fragment></>
  }
  return draw
}

function Out({ to, children }: { to: string; children: ReactNode }) {
  return <a href={to} target="_blank" rel="noopener noreferrer nofollow" className={classes.link}>{children}</a>
}

/** A colleague by the present name; who has left is plain text. */
function Name({ of, me }: { of: Mention; me: string }) {
  return of.here ? <span className={classes.mention} data-me={of.userId === me || undefined}>@{of.name}</span> : `@${of.label}`
}
