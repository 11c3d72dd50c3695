import '../kit/toolkit';
import { mountPanel } from '../app';
import { filesPanel } from '../panels/files/panel';

mountPanel(filesPanel);
