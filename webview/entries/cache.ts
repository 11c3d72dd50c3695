import '../kit/toolkit';
import { mountPanel } from '../app';
import { cachePanel } from '../panels/cache/panel';

mountPanel(cachePanel);
