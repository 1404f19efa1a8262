// On a tablet, by finger: the main story, each of its screens upright and lying. Nothing is wider than the screen, what is pressed is large
// enough for a finger, menus open by a tap, a deal is carried by a long press.
import { carried, eventually, finger, fits, looks, picture, said, settled } from './common.mjs'
import { card, lane } from './story/deals.mjs'
import { mainStory } from './story/main.mjs'
import { must } from './story/world.mjs'

export const title = 'the main story on a tablet, by finger'

const tablet = { ...looks.light, width: 820, height: 1180, touch: true }

export async function run(world) {
  const small = new Set()
  await mainStory(world, tablet, { carry: byFinger, shown: (page, name) => bothWays(page, name, small) })
  must(small.size === 0, `too small for a finger:\n  ${[...small].join('\n  ')}`)
}

async function bothWays(page, name, small) {
  const { width, height } = page.viewportSize()
  for (const [way, size] of [['lying', { width: height, height: width }], ['upright', { width, height }]]) {
    await page.setViewportSize(size)
    await settled(page)
    await eventually(() => fits(page, `${name}, ${way}`), 2000)
    for (const one of await tooSmall(page)) small.add(`${name}: ${one}`)
    await picture(page, `tablet-${name}-${way}`)
  }
}

/** A finger needs 44 px; 40 where things are close together, such as in a list. Boxes to tick count with their words. */
function tooSmall(page) {
  return page.evaluate(() => {
    const seen = (e) => e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && e.getBoundingClientRect().width > 1
    const tall = (e) => Math.max(...[e, ...(e.labels ?? []), e.closest('label') ?? e].map((part) => part.getBoundingClientRect().height))
    return [...document.querySelectorAll('button, [role=button], [role^=menuitem], [role=tab], [role=option], input, select, textarea, nav a')]
      .filter((e) => seen(e) && tall(e) < 40).map((e) => `${Math.round(tall(e))} px: ${e.outerHTML.slice(0, 140)}`)
  })
}

/** A long press lifts the card; it goes with the finger and stays where that leaves. */
async function byFinger({ page }, deal, to) {
  const touch = await finger(page)
  const from = await card(page, deal).boundingBox()
  const target = await lane(page, to).boundingBox()
  const [x, y] = [from.x + from.width * 0.4, from.y + from.height * 0.8]
  await touch('touchStart', { x, y })
  await said(page, `${deal} lifted from`)
  await carried(page, `is over ${to}`, (part) => touch('touchMove', { x: x + (target.x + target.width / 2 - x) * part, y: y + (target.y + 110 - y) * part }))
  await touch('touchEnd')
  await card(lane(page, to), deal).waitFor()
  await settled(page)
}
