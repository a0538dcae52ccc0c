import { NumberInput } from '@mantine/core';
import classes from './impulse-page.module.css';

interface ChoicesProps<V extends string | null> {
  readonly label: string;
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly name: string; readonly about: string }[];
  readonly onChoose: (value: V) => void;
  /** What is under the pointer or has the focus; undefined: nothing any more. */
  readonly onLook: (value: V | undefined) => void;
}

/** One of a few, each with a line about it; what one looks at shows what it would take. */
export function Choices<V extends string | null>(props: ChoicesProps<V>) {
  const { label, value, choices, onChoose, onLook } = props;
  return (
    <div role="radiogroup" aria-label={label} className={classes.options}>
      {choices.map((one) => (
        <button
          key={one.value ?? ''}
          type="button"
          role="radio"
          aria-checked={one.value === value}
          className={classes.option}
          onClick={() => onChoose(one.value)}
          onMouseEnter={() => onLook(one.value)}
          onFocus={() => onLook(one.value)}
          onMouseLeave={() => onLook(undefined)}
          onBlur={() => onLook(undefined)}
        >
          <b>{one.name}</b>
          {one.about && <span className="small muted">{one.about}</span>}
        </button>
      ))}
    </div>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly placeholder: string;
  readonly value: number | undefined;
  readonly negative?: boolean;
  readonly onValue: (value: number | undefined) => void;
  /** What is being written, before it is taken; null: nothing any more. */
  readonly onLook?: (value: number | undefined | null) => void;
}

/** Takes its number when one leaves it or presses Enter. */
export function NumberField(props: NumberFieldProps) {
  const { label, placeholder, value, negative = false, onValue, onLook } = props;
  const numberIn = (text: string) => (text.trim() === '' ? undefined : Number(text));
  const take = (text: string) => {
    const next = numberIn(text);
    if (next !== value) onValue(next);
    else onLook?.(null);
  };
  return (
    <NumberInput
      key={`${label} ${value}`}
      label={label}
      placeholder={placeholder}
      hideControls
      allowNegative={negative}
      defaultValue={value ?? ''}
      onChange={(next) => onLook?.(numberIn(String(next)))}
      onBlur={(event) => take(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Enter' && take(event.currentTarget.value)}
    />
  );
}
