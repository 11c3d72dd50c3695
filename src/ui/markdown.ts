import * as vscode from 'vscode';

/**
 * Markdown made of trusted structure and untrusted words: names come from files other people wrote, so they are
 * escaped, and neither links nor HTML of theirs take effect.
 */
export class SafeMarkdown {
  readonly #markdown = new vscode.MarkdownString(undefined, true);
  #commands: string[] = [];

  /** A heading line in bold, with a codicon in front. */
  title(icon: string, text: string): this {
    this.#markdown.appendMarkdown(`$(${icon}) **${escapeMarkdown(text)}**\n\n`);
    return this;
  }

  /** A paragraph of plain words. */
  text(text: string): this {
    this.#markdown.appendMarkdown(`${escapeMarkdown(text)}\n\n`);
    return this;
  }

  /** A line `label: value`, in a list. */
  item(label: string, value: string): this {
    this.#markdown.appendMarkdown(`- ${escapeMarkdown(label)}: ${escapeMarkdown(value)}\n`);
    return this;
  }

  /** A small table. @param head titles of its columns */
  table(head: readonly string[], rows: readonly (readonly string[])[]): this {
    const line = (cells: readonly string[]) => `| ${cells.map(escapeMarkdown).join(' | ')} |\n`;
    this.#markdown.appendMarkdown(`\n${line(head)}|${head.map(() => ' --- |').join('')}\n${rows.map(line).join('')}\n`);
    return this;
  }

  /** A table of labels and values; those without a value are left out. */
  pairs(rows: readonly (readonly [label: string, value: string])[]): this {
    const filled = rows.filter(([, value]) => value !== '');
    return filled.length > 0 ? this.table(['', ''], filled) : this;
  }

  /** A code block, for a command line. */
  code(text: string): this {
    this.#markdown.appendCodeblock(text, 'shellscript');
    return this;
  }

  /** Commands of this extension as links in a row; no other command takes effect. */
  commands(links: readonly (readonly [title: string, command: string])[]): this {
    this.#markdown.appendMarkdown(`${links.map(([title, command]) => `[${escapeMarkdown(title)}](command:${command})`).join(' · ')}\n\n`);
    this.#commands = [...this.#commands, ...links.map(([, command]) => command)];
    return this;
  }

  build(): vscode.MarkdownString {
    this.#markdown.supportHtml = false;
    this.#markdown.isTrusted = this.#commands.length > 0 ? { enabledCommands: this.#commands } : false;
    return this.#markdown;
  }
}

/** Backslash-escapes what Markdown, and VS Code's `$(icon)` syntax in it, would read as markup; joins lines. */
function escapeMarkdown(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]()#+\-.!|<>~$&]/g, '\\$&');
}
