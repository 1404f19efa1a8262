import classes from './Avatar.module.css'

const tints = 6

/** First letters of the first and last word; works for any script. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean)
  const letters = [words[0], words.length > 1 ? words.at(-1) : undefined].map((w) => (w ? String.fromCodePoint(w.codePointAt(0) ?? 32) : ''))
  return letters.join('').toLocaleUpperCase()
}

/** A stable tint for a name, so the same person looks the same everywhere. */
function tintOf(name: string): number {
  let sum = 0
  for (const c of name) sum = (sum * 31 + (c.codePointAt(0) ?? 0)) % 9973
  return sum % tints
}

/** A person's initials. Decoration beside the written name: hidden from screen readers. */
export function Avatar({ name, size = 24, square = false }: { name: string; size?: number; square?: boolean }) {
  return (
    <span aria-hidden className={classes.avatar} data-tint={tintOf(name)} style={{ width: size, height: size, fontSize: Math.max(9, size * 0.4), borderRadius: square ? '28%' : '50%' }}>
      {initials(name)}
    </span>
  )
}
