import '../kit/toolkit';
import { mountPanel } from '../app';
import { benchmarkPanel } from '../panels/benchmark/panel';

mountPanel(benchmarkPanel);
