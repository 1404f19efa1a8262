export const files = import.meta.glob<{ default: Record<string, unknown> }>('../locales/hi/*.json')
