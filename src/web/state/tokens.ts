import { useMemo } from 'react';
import { useColourScheme } from './theme.ts';

/**
 * Colours of the tokens as a canvas wants them, read anew when the theme changes:
 * `const { token } = useTokens(); context.strokeStyle = token('--axis-1')`.
 */
export function useTokens(): { readonly token: (name: string) => string; readonly scheme: string } {
  const scheme = useColourScheme();
  return useMemo(() => {
    const known = new Map<string, string>();
    return { scheme, token: (name: string) => remembered(known, name) };
  }, [scheme]);
}

function remembered(known: Map<string, string>, name: string): string {
  const there = known.get(name);
  if (there !== undefined) return there;
  // only a computed colour has gone through light-dark()
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  known.set(name, colour);
  return colour;
}
