import { Failure } from '../../../base/failure.ts';
import { cutRecording, type Stretch } from '../../../formats/cut-recording.ts';
import { writeAudit } from '../../audit.ts';
import { describe } from '../../data/describe.ts';
import {
  type Annotations,
  newSampleRow,
  type SampleRow,
  sampleOf,
} from '../../data/sample-rows.ts';
import { insertRow } from '../../db/insert-row.ts';
import type { Kept } from '../../storage/contents.ts';
import { callerIn, type Some } from '../handler.ts';
import { sampleIn } from './sample-change.ts';

interface Labelled extends Stretch {
  readonly label?: string | undefined;
}

/** Stretches of a recording become samples of their own. */
export const sampleCutHandlers: Some<'cutSample'> = {
  async cutSample({ params, body: { stretches, keep } }, at) {
    const { studio } = at;
    const row = await sampleIn(studio.db, params);
    if (row.kind === 'picture') {
      throw new Failure('bad-option', `${row.name} is a picture: only recordings can be cut.`);
    }
    const bytes = await studio.contents.get(row.content);
    const options = row.given_rate_hz === null ? {} : { sampleRateHz: row.given_rate_hz };
    const parts: { readonly kept: Kept; readonly row: SampleRow }[] = [];
    let next = 0;
    for (const cut of cutRecording(row.name, bytes, options, stretches)) {
      const stretch = stretches[next++]!;
      const name = nameOf(row, stretch, cut.ending);
      const is = await describe(name, cut.bytes, cut.givenRateHz ?? undefined);
      const kept = await studio.contents.keep(cut.bytes);
      const told = { ...toldOf(row, stretch), name, givenRateHz: cut.givenRateHz };
      parts.push({ kept, row: newSampleRow(params.project, told, is, kept) });
    }
    await studio.writer.write(async (transaction) => {
      for (const part of parts) {
        await part.kept.settle(transaction);
        await insertRow(transaction, 'samples', part.row);
      }
      if (!keep) {
        await transaction
          .updateTable('samples')
          .set({ deleted_at: Date.now() })
          .where('id', '=', row.id)
          .execute();
      }
      await writeAudit(transaction, {
        project: params.project,
        who: callerIn(at).name,
        action: 'sample.cut',
        subject: row.id,
        details: { name: row.name, stretches, keep },
      });
    });
    return { samples: parts.map((part) => sampleOf(part.row)) };
  },
};

/** `walk.wav` becomes `walk.1.25-3.00s.wav`, by the times of its beginning and end. */
function nameOf({ name, rate_hz: rate }: SampleRow, { start, end }: Stretch, ending: string) {
  const seconds = (reading: number) => (reading / (rate ?? 1)).toFixed(2);
  return `${name.replace(/\.[a-z0-9]{1,5}$/i, '')}.${seconds(start)}-${seconds(end)}s.${ending}`;
}

/** Parts of one recording form a group, so that none is trained on while another is tested. */
function toldOf(row: SampleRow, stretch: Labelled) {
  const { segments } = JSON.parse(row.annotations) as Annotations;
  const { start, end } = stretch;
  return {
    label: stretch.label ?? row.label,
    part: row.part,
    group: row.group_name ?? row.name,
    metadata: { ...JSON.parse(row.metadata), 'cut from': row.name },
    annotations: {
      boxes: [],
      segments: segments
        .filter((one) => one.start < end && one.end > start)
        .map((one) => ({
          ...one,
          start: Math.max(0, one.start - start),
          end: Math.min(end, one.end) - start,
        })),
    },
  };
}
