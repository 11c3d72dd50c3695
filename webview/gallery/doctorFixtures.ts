import type { Report } from '../../src/report/report';
import type { DoctorResult } from '../../src/report/schemas/doctor';
import { LONG_NAME, report } from './fixtures';

const of = (result: DoctorResult): Report => report('doctor', result, { model: undefined });

/** Registries as the doctor sees them. */
export const DOCTOR_REPORTS = {
  doctor: of({
    findings: [
      {
        code: 'tag.created',
        severity: 'error',
        where: 'glyphs@created',
        message: 'GTO ends with an error on every command while this tag is there.',
        remedy: "git tag -d 'glyphs@created'",
      },
      {
        code: 'artifact.outside',
        severity: 'error',
        where: '<img src=x onerror=alert(1)>',
        message: 'The path of "<img src=x onerror=alert(1)>" leaves the repository: it is not followed.',
        remedy: 'Give it a path inside the repository, or leave the path out.',
      },
      {
        code: 'stage.which',
        severity: 'warning',
        where: LONG_NAME,
        message:
          "production holds v1.1.0, which gto show tells; GTO's Python function find_versions_in_stage tells v1.2.0, as it goes by version and v1.2.0 was never unassigned.",
        remedy: `modelwright unassign ${LONG_NAME} --version v1.2.0 --stage production`,
      },
      {
        code: 'remote.lacks',
        severity: 'info',
        where: 'glyphs',
        message: 'origin lacks glyphs@v1.2.0, glyphs#production#4.',
        remedy: "git push origin 'refs/tags/glyphs@v1.2.0' 'refs/tags/glyphs#production#4'",
      },
    ],
    checked: { tags: 10_000, models: 500, versions: 7500 },
  }),
};
