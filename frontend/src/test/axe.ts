import axe from 'axe-core'
import { expect } from 'vitest'

/** No rule of WCAG 2.2 A or AA is broken, as far as can be told without drawing (contrast is checked in the browser). */
export async function expectAccessible(part: Element = document.body) {
  const { violations } = await axe.run(part, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    rules: { 'color-contrast': { enabled: false }, 'link-in-text-block': { enabled: false } },
  })
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([])
}
