/**
 * What the front page runs in a browser: the functions below, sent as their own text. They speak to
 * the API alone and touch nothing of this module but `state` and each other.
 */

interface Project {
  readonly id: string;
  readonly name: string;
  readonly samples: number;
}

interface Run {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly createdAt: number;
  readonly accuracy: { readonly float: number; readonly int8: number | null } | null;
  readonly files: readonly { readonly name: string }[];
}

/** Goes with every change, once a person is signed in. */
const state = { csrf: '' };

/** Shows what there is to do: make the owner, sign in, or look at projects. */
async function begin(): Promise<void> {
  const token = location.hash.slice(1);
  const { needed } = await ask('GET', '/setup');
  if (needed && token) return setUp(token);
  if (needed) return show('This studio has no owner yet', 'Open the link that its terminal shows.');
  try {
    const session = await ask('GET', '/session');
    state.csrf = session.csrf;
    const out = element('button', 'Sign out');
    out.addEventListener('click', () => ask('DELETE', '/session').then(() => location.reload()));
    document.getElementById('who')!.replaceChildren(`${session.user.name} `, out);
    await showProjects();
  } catch (error) {
    if ((error as { status?: number }).status !== 401) throw error;
    signIn();
  }
}

function setUp(token: string): void {
  const fields = [
    field('name', 'Your name', 'text', 'name'),
    field('email', 'Email', 'email', 'username'),
    field('password', 'Password, 10 characters or more', 'password', 'new-password'),
  ];
  const send = async (values: Record<string, string>) => {
    await ask('POST', '/setup', { ...values, token });
    history.replaceState(null, '', '/');
    await begin();
  };
  show(
    'Make the owner of this studio',
    'The account stays on this machine. Other people can be added later.',
    form(fields, 'Make the owner', send),
  );
}

function signIn(): void {
  const fields = [
    field('email', 'Email', 'email', 'username'),
    field('password', 'Password', 'password', 'current-password'),
  ];
  const send = async (values: Record<string, string>) => {
    await ask('POST', '/session', values);
    await begin();
  };
  show(
    'Sign in',
    'Forgotten passwords are made anew where the studio runs: thimble user EMAIL.',
    form(fields, 'Sign in', send),
  );
}

async function showProjects(): Promise<void> {
  const { items } = await ask('GET', '/projects?order=desc&limit=50');
  const cards = await Promise.all((items as Project[]).map(projectCard));
  const text =
    'Work on them from a terminal: thimble key, thimble login, thimble upload, train, build.';
  show('Projects', text, ...cards);
}

async function projectCard(project: Project): Promise<HTMLElement> {
  const { items } = await ask('GET', `/projects/${project.id}/runs?order=desc&limit=20`);
  const heads = ['Run', 'State', 'Accuracy', 'When', 'Files'].map((head) => element('th', head));
  heads[2]!.className = 'number';
  const table = element('table', '', [
    element('thead', '', [element('tr', '', heads)]),
    element(
      'tbody',
      '',
      (items as Run[]).map((run) => runRow(project, run)),
    ),
  ]);
  const card = element('section', '', [
    element('h2', project.name),
    element('p', `${project.samples.toLocaleString()} samples`),
    items.length > 0 ? table : element('p', 'Nothing was trained yet: thimble train'),
  ]);
  card.className = 'card';
  return card;
}

function runRow(project: Project, { id, kind, state, createdAt, accuracy, files }: Run): Node {
  const reached = accuracy ? (100 * (accuracy.int8 ?? accuracy.float)).toFixed(1) : null;
  const number = element('td', reached === null ? '–' : `${reached} %`);
  number.className = 'number';
  const links = files.map(({ name }) => {
    const link = element('a', name) as HTMLAnchorElement;
    link.href = `/api/projects/${project.id}/runs/${id}/files/${encodeURIComponent(name)}`;
    return element('div', '', [link]);
  });
  const when = element('td', new Date(createdAt).toLocaleString());
  return element('tr', '', [
    element('td', kind),
    element('td', state),
    number,
    when,
    element('td', '', links),
  ]);
}

/** A form whose refusal stands below its button, in the server's words. */
function form(
  fields: readonly HTMLElement[],
  button: string,
  send: (values: Record<string, string>) => Promise<void>,
): HTMLElement {
  const error = element('p');
  error.className = 'error';
  error.setAttribute('role', 'alert');
  const submit = element('button', button);
  submit.className = 'primary';
  const made = element('form', '', [...fields, submit, error]) as HTMLFormElement;
  made.className = 'card';
  made.addEventListener('submit', (event) => {
    event.preventDefault();
    error.textContent = '';
    send(Object.fromEntries(new FormData(made)) as Record<string, string>).catch((refused) => {
      error.textContent = refused.message;
    });
  });
  return made;
}

function field(name: string, title: string, type: string, complete: string): HTMLElement {
  const input = document.createElement('input');
  Object.assign(input, { name, type, required: true, autocomplete: complete });
  if (complete === 'new-password') input.minLength = 10;
  return element('label', title, [input]);
}

function show(title: string, text: string, ...rest: readonly Node[]): void {
  const main = document.getElementById('main')!;
  document.title = `${title} · Thimble`;
  main.replaceChildren(element('h1', title), element('p', text), ...rest);
  main.querySelector('input')?.focus();
}

function element(name: string, text = '', children: readonly Node[] = []): HTMLElement {
  const made = document.createElement(name);
  made.textContent = text;
  made.append(...children);
  return made;
}

/** An answer of the API; an Error with the server's sentence and status where it refuses. */
async function ask(method: string, path: string, body?: object) {
  const headers: Record<string, string> = state.csrf ? { 'x-thimble-csrf': state.csrf } : {};
  if (body) headers['content-type'] = 'application/json';
  const init = body ? { method, headers, body: JSON.stringify(body) } : { method, headers };
  const response = await fetch(`/api${path}`, init);
  const answer = await response.json();
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.error.message), { status: response.status });
}

const sent = [
  ...[begin, setUp, signIn, showProjects, projectCard, runRow],
  ...[form, field, show, element, ask],
];

export const pageScript = `const state = ${JSON.stringify(state)};
${sent.map(String).join('\n\n')}

begin().catch((error) => show('The studio does not answer', error.message));
`;
