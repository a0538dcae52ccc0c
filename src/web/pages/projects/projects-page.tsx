import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { Card } from '../../parts/card.tsx';
import { EmptyState } from '../../parts/empty-state.tsx';
import { Icon } from '../../parts/icon.tsx';
import { Mend } from '../../parts/mend.tsx';
import { counted } from '../../parts/words.ts';
import { PageHead } from '../../shell/page-head.tsx';
import { client } from '../../state/client.ts';
import { useKeys } from '../../state/keys.ts';
import { projectsQuery, queryClient } from '../../state/queries.ts';
import { tell } from '../../state/tell.tsx';
import { NewProject } from './new-project.tsx';
import { ProjectRow } from './project-row.tsx';
import classes from './projects-page.module.css';
import { type Template, templates } from './templates.ts';

/** Where was I? */
export function ProjectsPage() {
  const { data, error, isPending } = useQuery(projectsQuery);
  const [making, setMaking] = useState<Template | 'blank' | 'sample' | null>(null);
  const file = useRef<HTMLInputElement>(null);
  const navigate = useNavigate();
  const bring = useMutation({
    mutationFn: (archive: File) => client.importProject({ body: archive }),
    async onSuccess(project) {
      await queryClient.invalidateQueries({ queryKey: ['projects'] });
      tell.done(`${project.name} came in whole.`);
      await navigate({ to: '/p/$project/data', params: { project: project.id } });
    },
  });
  useKeys({ n: () => setMaking('blank') });
  const projects = data?.items ?? [];
  return (
    <main className={classes.page}>
      <PageHead title="Projects" fact={data && counted(projects.length, 'project')}>
        <Button
          leftSection={<Icon name="upload" />}
          loading={bring.isPending}
          onClick={() => file.current?.click()}
        >
          Import
        </Button>
        <Button
          variant="filled"
          leftSection={<Icon name="add" />}
          onClick={() => setMaking('blank')}
        >
          New project
        </Button>
        <input
          ref={file}
          type="file"
          accept=".tar"
          hidden
          aria-label="Exported project"
          onChange={(event) => {
            const [archive] = event.currentTarget.files ?? [];
            if (archive) bring.mutate(archive);
          }}
        />
      </PageHead>
      {error && <Mend error={error} />}
      {!isPending && projects.length === 0 ? (
        <Card>
          <EmptyState
            title="Nothing here yet"
            actions={
              <>
                <Button onClick={() => setMaking('sample')}>Try simulated gestures</Button>
                <Button onClick={() => setMaking('blank')}>New project</Button>
              </>
            }
          >
            A project holds recordings of one kind and what is made of them. Try the way with
            simulated gestures, start from a template below, or blank with your own files.
          </EmptyState>
        </Card>
      ) : (
        <Card flush>
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">
                  <span className="unseen">Signal</span>
                </th>
                <th scope="col">Project</th>
                <th scope="col">Data to library</th>
                <th scope="col" className="number">
                  Accuracy
                </th>
                <th scope="col">Board</th>
                <th scope="col" className="number">
                  Changed
                </th>
              </tr>
            </thead>
            <tbody>
              {projects.map((project) => (
                <ProjectRow key={project.id} project={project} />
              ))}
            </tbody>
          </table>
        </Card>
      )}
      <section aria-label="Templates" className={classes.templates}>
        <h2>
          Start from a template
          <span className="muted">
            {' '}
            Each says what to record, and begins with settings that suit.
          </span>
        </h2>
        <ul>
          {templates.map((template) => (
            <li key={template.name}>
              <button type="button" onClick={() => setMaking(template)}>
                <Icon name={template.icon} size={20} />
                <b>{template.name}</b>
                <span className="small muted">{template.of}</span>
              </button>
            </li>
          ))}
        </ul>
      </section>
      {making && (
        <NewProject
          template={making === 'sample' ? templates[0]! : making}
          simulated={making === 'sample'}
          onClose={() => setMaking(null)}
        />
      )}
      <footer className={classes.foot}>
        <Icon name="lock" /> Thimble runs on this machine. Nothing has left it.
      </footer>
    </main>
  );
}
