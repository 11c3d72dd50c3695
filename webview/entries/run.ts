import '../kit/toolkit';
import { mountPanel } from '../app';
import { runPanel } from '../panels/run/panel';

mountPanel(runPanel);
