import { Button, Progress } from '@mantine/core';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { counted } from '../../parts/words.ts';
import type { useUpload } from './upload.ts';
import classes from './upload-row.module.css';

/** Files on their way: how far, what could not be read and why. */
export function UploadRow({ uploading }: { readonly uploading: ReturnType<typeof useUpload> }) {
  const { state, stop, clear } = uploading;
  const { running, done, total, samples, skipped, error } = state;
  if (total === 0) return null;
  return (
    <section className={classes.upload} aria-live="polite">
      <div className="row">
        {running ? (
          <>
            <Progress className="grow" value={(100 * done) / total} aria-label="Files sent" />
            <span className="small muted">
              {done} of {counted(total, 'file')}
            </span>
            <Button size="compact-sm" onClick={stop}>
              Stop
            </Button>
          </>
        ) : (
          <>
            <Icon name={error ? 'alert' : 'check'} />
            <span className="grow">
              {counted(samples, 'sample')} came in
              {skipped.length > 0 && `; ${counted(skipped.length, 'file')} could not be read`}.
            </span>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={clear}>
              Close
            </Button>
          </>
        )}
      </div>
      {error !== null && <Mend error={error} />}
      {skipped.length > 0 && (
        <ul className={classes.skipped}>
          {skipped.map(({ file, reason }) => (
            <li key={file}>{reason.includes(file) ? reason : `${file}: ${reason}`}</li>
          ))}
        </ul>
      )}
    </section>
  );
}
