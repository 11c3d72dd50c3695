import '../kit/toolkit';
import { mountPanel } from '../app';
import { versionsPanel } from '../panels/versions/panel';

mountPanel(versionsPanel);
