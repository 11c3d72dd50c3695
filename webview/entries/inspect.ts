import '../kit/toolkit';
import { mountPanel } from '../app';
import { inspectPanel } from '../panels/inspect/panel';

mountPanel(inspectPanel);
