// The main story in Firefox as the system's packages bring it; `dev test --firefox` runs nothing else.
import { looks } from './common.mjs'
import { byMouse } from './story/deals.mjs'
import { mainStory } from './story/main.mjs'
import { look } from './story/world.mjs'

export const title = 'the main story in Firefox'

export const run = (world) => mainStory(world, looks.light, { carry: byMouse, shown: (page, name) => look(page, `firefox-${name}`) })
