import type * as vscode from 'vscode';
import type { Choice, Preview, Questions, TextQuestion } from '../../src/ui/questions';

/** Answers as a person would: picks by label, typed texts (undefined: as it stands), and a yes or no to each preview. */
export class Answers implements Questions {
  readonly previews: Preview[] = [];
  readonly picks: (readonly Choice<unknown>[])[] = [];
  /** Texts that were asked for, by their prompts. */
  readonly prompts: string[] = [];
  readonly told: string[] = [];
  folderPicked: vscode.Uri | undefined;

  constructor(
    private readonly labels: string[] = [],
    private readonly texts: (string | undefined)[] = [],
    private readonly says: (preview: Preview) => boolean = () => true,
    /** Which button of a notification is pressed. */
    private readonly button?: string,
  ) {}

  async pick<T>(_title: string, _prompt: string, choices: readonly Choice<T>[]): Promise<Choice<T> | undefined> {
    this.picks.push(choices);
    const label = this.labels.shift();
    const found = choices.find((choice) => choice.label === label);
    if (label !== undefined && !found) throw new Error(`${label} is not among ${choices.map((choice) => choice.label).join(', ')}`);
    return found;
  }

  async pickMany<T>(_title: string, _prompt: string, choices: readonly Choice<T>[]): Promise<Choice<T>[] | undefined> {
    this.picks.push(choices);
    const labels = this.labels.splice(0);
    const unknown = labels.find((label) => !choices.some((choice) => choice.label === label));
    if (unknown !== undefined) throw new Error(`${unknown} is not among ${choices.map((choice) => choice.label).join(', ')}`);
    return choices.filter(({ label }) => labels.includes(label));
  }

  async text({ prompt, value, check }: TextQuestion): Promise<string | undefined> {
    this.prompts.push(prompt);
    const text = this.texts.shift() ?? value;
    const problem = text === undefined ? undefined : check?.(text);
    if (problem) throw new Error(problem);
    return text;
  }

  folder = async () => this.folderPicked;

  confirm = async (preview: Preview): Promise<boolean> => {
    this.previews.push(preview);
    return this.says(preview);
  };

  tell = async (message: string, ...buttons: string[]): Promise<string | undefined> => {
    this.told.push(message);
    return buttons.find((button) => button === this.button);
  };
}
