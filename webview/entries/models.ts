import '../kit/toolkit';
import { mountPanel } from '../app';
import { modelsPanel } from '../panels/models/panel';

mountPanel(modelsPanel);
