import { useEffect } from 'react';
import guide from '../../../../docs/guide/studio.md';
import { PageHead } from '../../shell/page-head.tsx';
import classes from './help-page.module.css';

/** The guide, as it stands in docs/guide/studio.md. */
export function HelpPage() {
  useEffect(() => {
    document.getElementById(location.hash.slice(1))?.scrollIntoView();
  }, []);
  return (
    <main className={classes.page}>
      <PageHead title="Help" fact="Every page of the studio, and what it is for" />
      <article className={classes.guide} dangerouslySetInnerHTML={{ __html: guide }} />
    </main>
  );
}
