import '../kit/toolkit';
import { mountPanel } from '../app';
import { doctorPanel } from '../panels/doctor/panel';

mountPanel(doctorPanel);
