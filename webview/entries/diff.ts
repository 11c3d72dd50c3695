import '../kit/toolkit';
import { mountPanel } from '../app';
import { diffPanel } from '../panels/diff/panel';

mountPanel(diffPanel);
