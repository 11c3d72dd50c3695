import { loaded } from '../../../src/jobs/job';
import { registerJob } from '../../../src/jobs/register/job';
import { registerParameters } from '../../../src/jobs/register/parameters';
import { writingContext } from './actionContext';

/** Registers with the parameters of its first argument, in a process of its own that can be killed. */
const parameters = registerParameters.parse(JSON.parse(process.argv[2]!));
void loaded(registerJob)
  .run(parameters, writingContext(process.cwd()).context)
  .then(() => process.stdout.write('done'));
