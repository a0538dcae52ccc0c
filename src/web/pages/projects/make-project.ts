import { client } from '../../state/client.ts';
import { bringFiles } from '../data/upload.ts';
import { simulatedFiles } from './simulate.ts';
import type { Template } from './templates.ts';

export interface ProjectWish {
  readonly name: string;
  /** null: blank. */
  readonly template: Template | null;
  /** With the template's simulated recordings. */
  readonly simulated: boolean;
}

/** Makes a project as it is wished, and tells how far it is; one that does not come about leaves no trace. */
export async function makeProject(
  { name, template, simulated }: ProjectWish,
  tell: (step: string) => void,
): Promise<string> {
  const about = template?.simulated.what;
  const description =
    about && simulated ? `Simulated, of nobody and nothing: ${about}.` : (template?.advice ?? '');
  const { id: project } = await client.createProject({ body: { name, description } });
  try {
    if (template && Object.keys(template.settings).length > 0) {
      const body = { name: 'Impulse', settings: template.settings };
      await client.createImpulse({ params: { project }, body });
    }
    if (template && simulated) {
      tell('Simulating …');
      const files = await simulatedFiles(template.simulated.name);
      let arrived = 0;
      tell(`Bringing in ${files.length} files …`);
      for await (const { files: more } of bringFiles(project, files)) {
        arrived += more;
        tell(`Bringing in ${files.length} files, ${arrived} are there …`);
      }
    }
  } catch (error) {
    await client.deleteProject({ params: { project }, query: { name } });
    throw error;
  }
  return project;
}
