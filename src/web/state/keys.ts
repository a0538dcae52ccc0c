import { useEffect, useRef } from 'react';

/**
 * Keys of a page, such as `{ n: next, 'mod+k': find, 'g d': toData }`; "mod" is Ctrl, or ⌘ on a Mac.
 * Two keys after each other are written with a space. Single letters do nothing while somebody writes,
 * and nothing at all where the person has turned them off (WCAG 2.1.4).
 */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void>>;

const lettersKey = 'thimble-letter-keys';
/** So long may pass between the two keys of a pair. */
const pairMs = 1200;

export function letterKeysOn(): boolean {
  return localStorage.getItem(lettersKey) !== 'off';
}

export function setLetterKeys(on: boolean): void {
  localStorage.setItem(lettersKey, on ? 'on' : 'off');
}

export function useKeys(keys: Keys): void {
  const newest = useRef(keys);
  newest.current = keys;
  useEffect(() => {
    let before = { name: '', at: 0 };
    const listener = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const name = nameOf(event);
      const letters = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (letters && (isWriting(event.target) || !letterKeysOn())) return;
      const now = event.timeStamp;
      const pair = now - before.at < pairMs ? `${before.name} ${name}` : '';
      before = { name, at: now };
      const action = newest.current[pair] ?? newest.current[name];
      if (!action) return;
      event.preventDefault();
      action(event);
    };
    addEventListener('keydown', listener);
    return () => removeEventListener('keydown', listener);
  }, []);
}

function nameOf(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  const mod = event.ctrlKey || event.metaKey ? 'mod+' : '';
  const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : '';
  return `${mod}${event.altKey ? 'alt+' : ''}${shift}${key}`;
}

function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)
    ? !(target instanceof HTMLInputElement && /^(checkbox|radio|button)$/.test(target.type))
    : false;
}
