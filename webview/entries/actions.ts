import '../kit/toolkit';
import { mountPanel } from '../app';
import { actionsPanel } from '../panels/actions/panel';

mountPanel(actionsPanel);
