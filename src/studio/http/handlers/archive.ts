import { Failure } from '../../../base/failure.ts';
import { writeAudit } from '../../audit.ts';
import { readArchive, writeArchive } from '../../data/archive.ts';
import { callerIn, found, type Some } from '../handler.ts';
import { projectHandlers } from './project.ts';
import { attachment } from './sample.ts';
import { streamIn } from './upload.ts';

/** Whole projects, out and in. */
export const archiveHandlers: Some<'exportProject' | 'importProject'> = {
  async exportProject({ params }, { studio, reply }) {
    const row = await studio.db
      .selectFrom('projects')
      .select('name')
      .where('id', '=', params.project)
      .executeTakeFirst();
    const { name } = found(row, 'project');
    void reply
      .type('application/x-tar')
      .header('content-disposition', attachment(`${name}.thimble`))
      .send(writeArchive(studio, params.project));
    return null;
  },

  async importProject({ body }, at) {
    const caller = callerIn(at);
    if (caller.kind !== 'person')
      throw new Failure('not-allowed', 'A key belongs to one project: sign in to import another.');
    const [project] = await readArchive(at.studio, streamIn(body), 'project', caller.id);
    await writeAudit(at.studio.db, {
      project: project!,
      who: caller.name,
      action: 'project.import',
      subject: project!,
    });
    return projectHandlers.getProject({ params: { project: project! } } as never, at);
  },
};
