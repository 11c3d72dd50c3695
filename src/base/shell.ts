/** A family of shells, by how an argument is quoted in it. */
export type Shell = 'posix' | 'fish' | 'powershell' | 'cmd';

const FAMILIES: Readonly<Record<string, Shell>> = {
  sh: 'posix',
  ash: 'posix',
  bash: 'posix',
  dash: 'posix',
  ksh: 'posix',
  mksh: 'posix',
  zsh: 'posix',
  fish: 'fish',
  powershell: 'powershell',
  pwsh: 'powershell',
  'pwsh-preview': 'powershell',
  cmd: 'cmd',
};

/** The family of a shell's program; undefined for one whose quoting is not known here, as csh, which looks into single quotes. */
export function shellOf(program: string): Shell | undefined {
  const name = program
    .replace(/^.*[\\/]/, '')
    .replace(/\.exe$/i, '')
    .toLowerCase();
  return Object.hasOwn(FAMILIES, name) ? FAMILIES[name] : undefined;
}

/** The shell that a command is printed for, where nobody says which one it will be pasted into. */
export function usualShell(platform: NodeJS.Platform = process.platform): Shell {
  return platform === 'win32' ? 'powershell' : 'posix';
}

/** A command as text for a person to read and paste. @param shell the platform's usual one unless told */
export function shownCommand(argv: readonly string[], shell: Shell = usualShell()): string {
  return argv.map(QUOTE[shell]).join(' ');
}

/** One argument for the platform's usual shell. It may come from a stranger's repository. */
export function quoted(argument: string): string {
  return QUOTE[usualShell()](argument);
}

/**
 * A command to be typed into a shell, each argument of which arrives as it is and does nothing else.
 * @returns undefined where that cannot be had: the shell, or a program it may start, would read something in it
 */
export function typedCommand(argv: readonly string[], shell: Shell): string | undefined {
  return argv.every((argument) => !UNSAFE[shell].test(argument)) ? shownCommand(argv, shell) : undefined;
}

/** Words that no shell reads anything in. One that begins with a dash has no dot, at which PowerShell would part it. */
const PLAIN = /^(?:[A-Za-z0-9_/.][\w./-]*|--?[A-Za-z][\w-]*)$/;

const UNSAFE: Readonly<Record<Shell, RegExp>> = {
  posix: /\0/,
  // A line editor takes control characters for keys.
  fish: /\p{Cc}/u,
  // Older PowerShells hand on a quotation mark, a backslash at the end and nothing at all wrongly; a batch file, as dvc may be, is read by cmd.
  powershell: /[\p{Cc}"&|<>^%]|\\$|^$/u,
  // Nothing keeps cmd from reading these, in quotation marks either.
  cmd: /[\p{Cc}"%!^]|\\$|^$/u,
};

const QUOTE: Readonly<Record<Shell, (argument: string) => string>> = {
  posix: (argument) => (PLAIN.test(argument) ? argument : /\p{Cc}/u.test(argument) ? ansiQuoted(argument) : singleQuoted(argument)),
  fish: (argument) => (PLAIN.test(argument) ? argument : `'${argument.replace(/[\\']/g, '\\$&')}'`),
  // Typographic quotation marks end a string there as the plain one does.
  powershell: (argument) => (PLAIN.test(argument) ? argument : `'${argument.replace(/['\u2018-\u201b]/g, '$&$&')}'`),
  cmd: (argument) => (PLAIN.test(argument) ? argument : `"${argument}"`),
};

function singleQuoted(argument: string): string {
  return `'${argument.replaceAll("'", "'\\''")}'`;
}

/** `$'…'` of bash, zsh and ksh. Without an apostrophe inside, so that a shell that does not know it has one harmless word. */
function ansiQuoted(argument: string): string {
  const octal = (text: string) => [...Buffer.from(text)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
  return `$'${argument.replaceAll('\\', '\\\\').replace(/[\p{Cc}']/gu, octal)}'`;
}
