import { Switch } from '@mantine/core';
import type { Colour, Fit, ImageBlock, ResizeMethod } from '../../../../dsp/image.ts';
import { Card } from '../../../parts/card.tsx';
import type { ImpulseSettings } from '../../../state/impulse.ts';
import type { PictureEffect } from '../effect/picture-worker.ts';
import { Choices, NumberField } from '../fields.tsx';
import classes from '../impulse-page.module.css';

type PictureSettings = NonNullable<ImpulseSettings['picture']>;

/** Sides that boards can bear; any other can be written. */
const sides = ['32', '48', '64', '96', '128'] as const;
const colours: readonly (readonly [Colour, string])[] = [
  ['grey', 'Grey'],
  ['rgb', 'Colour'],
];
const fits: readonly (readonly [Fit, string, string])[] = [
  ['fit-short', 'Fill', 'The largest part of the right form'],
  ['squash', 'Stretch', 'All of it, its sides stretched apart'],
  ['fit-long', 'Whole', 'All of it, black around'],
  ['crop', 'One to one', 'Its pixels as they are, from the middle'],
];
const methods: readonly (readonly [ResizeMethod, string, string])[] = [
  ['area', 'Mean', 'Of all that a pixel covers'],
  ['bilinear', 'Between', 'The four pixels around'],
  ['nearest', 'Nearest', 'Fastest, and coarse'],
];

interface PicturePartProps {
  readonly settings: ImpulseSettings;
  readonly effect: PictureEffect | null;
  /** Things are found in the pictures, which are seen whole then. */
  readonly boxed: boolean;
  readonly onChange: (part: ImpulseSettings) => void;
  readonly onLook: (settings: ImpulseSettings | null) => void;
}

/** How a frame of whatever size becomes what the network sees. What is left empty follows from the data. */
export function PicturePart({ settings, effect, boxed, onChange, onLook }: PicturePartProps) {
  const part: PartProps = {
    picture: settings.picture ?? {},
    image: effect?.image ?? null,
    set: (next) => onChange(withPicture(settings, next)),
    look: (next) => onLook(next && withPicture(settings, next)),
  };
  return (
    <Card title="Picture">
      <div className="stack">
        <SizePart {...part} />
        <ColourPart {...part} />
        {!boxed && <FitPart {...part} />}
        <MethodPart {...part} />
        <Switch
          label="Mirrored pictures mean the same"
          description="Off for letters and signs of traffic"
          checked={part.picture.flip ?? true}
          onChange={(event) => part.set({ flip: event.currentTarget.checked ? undefined : false })}
        />
      </div>
    </Card>
  );
}

interface PartProps {
  readonly picture: PictureSettings;
  /** null: not known yet. */
  readonly image: ImageBlock | null;
  readonly set: (part: PictureSettings) => void;
  readonly look: (part: PictureSettings | null) => void;
}

function SizePart({ picture, image, set, look }: PartProps) {
  const side = picture.width === picture.height ? picture.width : undefined;
  const square = (text: string | null): PictureSettings => {
    const pixels = text === null ? undefined : Number(text);
    return { width: pixels, height: pixels };
  };
  return (
    <>
      <div className={classes.short}>
        <h3>Size, pixels a side</h3>
        <Choices<string | null>
          label="Size"
          value={side === undefined ? null : String(side)}
          choices={[auto, ...sides.map((value) => ({ value, name: value, about: '' }))]}
          onChoose={(value) => set(square(value))}
          onLook={(value) => look(value === undefined ? null : square(value))}
        />
      </div>
      <div className="row">
        <NumberField
          label="Width, pixels"
          placeholder={`auto: ${image?.width ?? ''}`}
          value={picture.width}
          onValue={(width) => set({ width })}
          onLook={(width) => look(width === null ? null : { width })}
        />
        <NumberField
          label="Height, pixels"
          placeholder={`auto: ${image?.height ?? ''}`}
          value={picture.height}
          onValue={(height) => set({ height })}
          onLook={(height) => look(height === null ? null : { height })}
        />
      </div>
    </>
  );
}

function ColourPart({ picture, set, look }: PartProps) {
  return (
    <div className={classes.short}>
      <h3>Colour</h3>
      <Choices<Colour | null>
        label="Colour"
        value={picture.colour ?? null}
        choices={[auto, ...rows(colours)]}
        onChoose={(colour) => set({ colour: colour ?? undefined })}
        onLook={(colour) => look(colour === undefined ? null : { colour: colour ?? undefined })}
      />
    </div>
  );
}

function FitPart({ image, set, look }: PartProps) {
  return (
    <div className={classes.choice}>
      <h3>How it fits</h3>
      <Choices<Fit>
        label="How it fits"
        value={image?.fit ?? 'fit-short'}
        choices={rows(fits)}
        onChoose={(fit) => set({ fit })}
        onLook={(fit) => look(fit === undefined ? null : { fit })}
      />
    </div>
  );
}

function MethodPart({ image, set, look }: PartProps) {
  return (
    <div className={classes.choice}>
      <h3>A pixel is made of</h3>
      <Choices<ResizeMethod>
        label="A pixel is made of"
        value={image?.method ?? 'area'}
        choices={rows(methods)}
        onChoose={(method) => set({ method })}
        onLook={(method) => look(method === undefined ? null : { method })}
      />
    </div>
  );
}

const rows = <V extends string>(all: readonly (readonly [V, string, string?])[]) =>
  all.map(([value, name, about = '']) => ({ value, name, about }));

const auto = { value: null, name: 'By the data', about: '' } as const;

/** The settings with some of the picture's replaced; without any the data decide. */
function withPicture(settings: ImpulseSettings, part: PictureSettings): ImpulseSettings {
  const next = Object.entries({ ...settings.picture, ...part })
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return { ...settings, picture: next.length > 0 ? Object.fromEntries(next) : undefined };
}

/** All that one may point at here, sizes first. */
export function likelyPictures(settings: ImpulseSettings, boxed: boolean): ImpulseSettings[] {
  const parts: PictureSettings[] = [
    ...[undefined, ...sides.slice(0, 4).map(Number)].map((side) => ({ width: side, height: side })),
    ...[undefined, ...colours.map(([colour]) => colour)].map((colour) => ({ colour })),
    ...(boxed ? [] : fits.map(([fit]) => ({ fit }))),
    ...methods.map(([method]) => ({ method })),
  ];
  return parts.map((part) => withPicture(settings, part));
}
