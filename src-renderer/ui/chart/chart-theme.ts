// The colours of the window as values that a canvas takes: a canvas knows no variables of CSS.
import { useEffect, useState } from 'react';

export interface ChartColours {
  readonly surface: string;
  readonly ink: string;
  readonly ink2: string;
  readonly line: string;
  readonly accent: string;
  readonly accentSoft: string;
  /** One a series. Each holds 3:1 against the surface. */
  readonly series: readonly string[];
}

const LIGHT = ['#0b6675', '#b4540a', '#6a3fa0', '#17683a', '#ab231b', '#24579c', '#7d4c00', '#8a2d6b'];
const DARK = ['#5cc4d3', '#efb95f', '#c3a5f0', '#74d291', '#ff9086', '#8fb8f2', '#d9c7a1', '#f29ad0'];

export function useChartColours(): ChartColours {
  const [colours, setColours] = useState(readColours);
  useEffect(() => {
    const read = () => setColours(readColours());
    const observer = new MutationObserver(read);
    observer.observe(document.documentElement, { attributes: true, attributeFilter: ['data-theme'] });
    const system = matchMedia('(prefers-color-scheme: dark)');
    system.addEventListener('change', read);
    return () => {
      observer.disconnect();
      system.removeEventListener('change', read);
    };
  }, []);
  return colours;
}

/** A variable may read `light-dark(…)`; only as the colour of an element is it one of the two. */
function readColours(): ChartColours {
  const probe = document.createElement('span');
  document.body.append(probe);
  const read = (name: string): string => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const surface = read('--surface');
  const colours = {
    surface,
    ink: read('--ink'),
    ink2: read('--ink-2'),
    line: read('--line'),
    accent: read('--accent'),
    accentSoft: read('--accent-soft'),
    series: isDark(surface) ? DARK : LIGHT,
  };
  probe.remove();
  return colours;
}

function isDark(colour: string): boolean {
  const [red = 255, green = 255, blue = 255] = (colour.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3 < 128;
}
