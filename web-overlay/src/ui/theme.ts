/** Light or dark: the system's choice until somebody chooses on this device. */
export type Theme = 'light' | 'dark';

const KEY = 'vitrine.theme';

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme;
  if (chosen === 'light' || chosen === 'dark') {
    return chosen;
  }
  return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
}

export function restoreTheme(): void {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === 'light' || kept === 'dark') {
      document.documentElement.dataset.theme = kept;
    }
  } catch {
    // no storage here
  }
}

export function chooseTheme(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // until the page is left
  }
}
