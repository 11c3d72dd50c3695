import { quote } from '../../onnx/check/finding';
import { formatTag, isArtifactName, isCreationTag, isName, isVersion, parseTag } from '../tags/grammar';
import { annotate, deleteTags, redate, tagInstead } from './commands';
import type { Subject } from './subject';

/** Clocks differ by less than this, seconds. */
const TOLERANCE = 300;

/** What is wrong with single tags: their names, their kind, their time. */
export function checkTags(subject: Subject): void {
  const { findings, tags, nested, objects, now } = subject;
  const commits = new Set<string>();
  for (const { name, commit, annotated, time } of tags) {
    commits.add(name);
    const parsed = parseTag(name);
    const created = !parsed && isCreationTag(name);
    if (created && annotated) {
      findings.add('error', 'tag.created', name, 'GTO ends with an error on every command while this tag is there.', deleteTags(name));
    } else if (parsed || created) {
      if (!annotated) {
        const message = 'It is named as GTO names tags, but is lightweight, so GTO does not see it; its number counts all the same.';
        findings.add('warning', 'tag.lightweight', name, message, created ? deleteTags(name) : annotate(name, commit));
      } else if (nested.has(name)) {
        const message = 'It leads to another tag and not to a commit: GTO shows the object of that tag in the place of its version.';
        findings.add('warning', 'tag.nested', name, message, annotate(name, commit));
      } else if (time <= 0) {
        const message = 'It has no date, so it counts as older than every other tag.';
        findings.add('warning', 'tag.undated', name, message, redate(name, commit));
      } else if (time > now + TOLERANCE) {
        const message = `It is dated ${isoTime(time)}, in the future: until then it counts as newer than every tag that is made.`;
        findings.add('warning', 'tag.future', name, message, redate(name, commit));
      }
    } else checkMisnamed(subject, name, commit);
  }
  for (const name of objects.keys()) {
    if (commits.has(name) || !parseTag(name)) continue;
    findings.add('warning', 'tag.noCommit', name, 'It leads to no commit, so it says nothing of a model.', deleteTags(name));
  }
}

/** A tag that was probably meant for GTO. In a repository of packages `package@1.0.0` is theirs: then it is only mentioned. */
function checkMisnamed({ findings, models, objects }: Subject, tag: string, commit: string): void {
  const cut = tag.search(/[#@]/);
  if (cut <= 0) return;
  const [before, rest] = [tag.slice(0, cut), tag.slice(cut + 1)];
  const plain = before.replace(/\.onnx$/i, '').replace('=', ':');
  const known = models.has(plain);
  if (!known && !/^v?\d/.test(rest) && tag[cut] === '@') return;
  const severity = known ? 'warning' : 'info';
  if (!findings.keeps('tag.invalid')) {
    findings.count(severity, 'tag.invalid');
    return;
  }
  if (tag[cut] === '@' && isArtifactName(plain) && isLargeVersion(rest)) {
    const message = 'GTO reads it, but not Modelwright: its version has more than 256 characters, or a number beyond 2^53 - 1.';
    findings.add(severity, 'tag.invalid', tag, message, deleteTags(tag));
    return;
  }
  const meant = tag[cut] === '@' ? meantVersion(plain, rest) : undefined;
  const remedy = meant !== undefined && !objects.has(meant) ? tagInstead(meant, commit) : deleteTags(tag);
  findings.add(severity, 'tag.invalid', tag, `It is no tag of GTO's: ${reason(before, tag[cut]!, rest)}.`, remedy);
}

/** A version by SemVer's grammar that is none here for its size alone. */
function isLargeVersion(rest: string): boolean {
  // The expression that SemVer 2.0.0 itself gives.
  const number = String.raw`(?:0|[1-9]\d*)`;
  const identifier = String.raw`(?:0|[1-9]\d*|\d*[A-Za-z-][0-9A-Za-z-]*)`;
  const build = String.raw`[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*`;
  const release = String.raw`v${number}\.${number}\.${number}`;
  const shape = new RegExp(String.raw`^${release}(?:-${identifier}(?:\.${identifier})*)?(?:\+${build})?!?(?:#\d+)?$`);
  return shape.test(rest) && !isVersion(rest.replace(/!?(?:#\d+)?$/, ''));
}

/** `1.0.0`, `V1.0.0`, `v1.0` → the tag of that version. */
function meantVersion(artifact: string, text: string): string | undefined {
  const version = `v${text.replace(/^v/i, '')}`;
  const found = [version, `${version}.0`, `${version}.0.0`].find(isVersion);
  return found !== undefined && isArtifactName(artifact) ? formatTag({ event: 'registration', artifact, version: found }) : undefined;
}

function reason(before: string, separator: string, rest: string): string {
  if (before.includes(':') || !isArtifactName(before.replace('=', ':'))) return `GTO takes no model called ${quote(before)}`;
  const [action = '', ...numbers] = rest.split('#');
  if (numbers.length > 1 || numbers.some((number) => !/^\d+$/.test(number))) return 'what follows the last "#" is no number';
  const plain = action.replace(/!$/, '');
  if (separator === '#') return isName(plain) ? 'it says nothing GTO knows' : `${quote(plain)} is no name of a stage`;
  return `${quote(plain)} is no version: vX.Y.Z is wanted`;
}

function isoTime(seconds: number): string {
  return Math.abs(seconds) <= 8.64e12 ? new Date(seconds * 1000).toISOString() : `${seconds} s after 1970`;
}
