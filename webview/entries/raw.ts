import '../kit/toolkit';
import { mountPanel } from '../app';
import { rawPanel } from '../panels/raw';

mountPanel(rawPanel);
