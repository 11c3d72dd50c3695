import '../kit/toolkit';
import { mountPanel } from '../app';
import { comparePanel } from '../panels/compare/panel';

mountPanel(comparePanel);
