import { Argument, Command } from 'commander';

const shells = ['bash', 'zsh'] as const;

/** thimble completion: a script that completes what `program` knows when it is asked. */
export function completionCommand(program: Command): Command {
  return new Command('completion')
    .description('Print a script that completes commands and options in a shell.')
    .addArgument(new Argument('<shell>').choices([...shells]))
    .addHelpText(
      'after',
      '\nExamples:\n  thimble completion bash > ~/.local/share/bash-completion/completions/thimble\n  thimble completion zsh > ~/.zfunc/_thimble',
    )
    .action((shell: (typeof shells)[number]) => {
      console.log(shell === 'bash' ? bashScript(program) : zshScript(program));
    });
}

function bashScript({ commands }: Command): string {
  const cases = commands.map(
    (command) => `    ${command.name()}) words="${optionsOf(command).join(' ')}" ;;`,
  );
  return `_thimble() {
  local word="\${COMP_WORDS[COMP_CWORD]}" words
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${commands.map((command) => command.name()).join(' ')}" -- "$word"))
    return
  fi
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
  esac
  case "$word" in
    -*) COMPREPLY=($(compgen -W "$words" -- "$word")) ;;
    *) COMPREPLY=($(compgen -f -- "$word")) ;;
  esac
}
complete -o filenames -F _thimble thimble`;
}

function zshScript({ commands }: Command): string {
  const described = commands.map(
    (command) => `    '${command.name()}:${quoted(command.description())}'`,
  );
  const cases = commands.map((command) => {
    const options = command.options.map(
      ({ long, short, description, required }) =>
        `'${long ?? short}[${quoted(description)}]${required ? ':value:_files' : ''}'`,
    );
    return `    ${command.name()}) _arguments ${[...options, "'*:file:_files'"].join(' ')} ;;`;
  });
  return `#compdef thimble
local -a commands
if (( CURRENT == 2 )); then
  commands=(
${described.join('\n')}
  )
  _describe 'command' commands
  return
fi
local command="$words[2]"
shift words
(( CURRENT-- ))
case "$command" in
${cases.join('\n')}
esac`;
}

function optionsOf(command: Command): string[] {
  return [...command.options.map(({ long, short }) => long ?? short!), '--help'];
}

function quoted(text: string): string {
  return text.replace(/'/g, "'\\''").replace(/[[\]:]/g, '\\$&');
}
