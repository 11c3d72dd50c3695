import { describe, expect, it } from 'vitest';
import type { Manifest } from '../../../src/manifest/schema';
import { endingsOf, rankInputs } from '../../../src/ui/jobs/rankInputs';

const manifest: Manifest = {
  schemaVersion: 1,
  datasets: { test: { data: 'held-out/test', masks: 'held-out/masks/' }, table: { data: 'held-out/rows.csv', label: 'y' } },
};

describe('files offered for an input', () => {
  it('are those beside the model, then the nearest; masks of the manifest are none', () => {
    const files = [
      'far/away/down/here/a.png',
      'models/held-out/masks/star/0001.png',
      'models/held-out/test/star/0010.png',
      'models/held-out/test/star/0002.png',
      'models/b.png',
      'models/a.npy',
      'models/sub/c.png',
      'star.png',
      'models/masks/d.png',
    ];
    expect(rankInputs(files, 'models', 'image', manifest)).toEqual({
      beside: ['models/b.png', 'models/a.npy'],
      elsewhere: [
        'models/sub/c.png',
        'star.png',
        'far/away/down/here/a.png',
        'models/held-out/test/star/0002.png',
        'models/held-out/test/star/0010.png',
        'models/masks/d.png',
      ],
    });
  });

  it('of a model where jobs start, and of one outside of there', () => {
    expect(rankInputs(['sub/a.csv', 'b.csv'], '', 'table')).toEqual({ beside: ['b.csv'], elsewhere: ['sub/a.csv'] });
    expect(rankInputs(['/models/x.csv', 'b.csv'], '../models', 'table').elsewhere).toHaveLength(2);
  });

  it('are none of those that describe models and projects', () => {
    const files = ['m.model.json', 'm.metrics.json', 'package.json', 'tokenizer.json', 'sub/labels.json', 'row.json'];
    expect(rankInputs(files, '', 'table')).toEqual({ beside: ['row.json'], elsewhere: [] });
  });

  it('put tensors after what fits the kind', () => {
    expect(rankInputs(['a.npy', 'z.WAV', 'b.pb'], '', 'audio').beside).toEqual(['z.WAV', 'a.npy', 'b.pb']);
    expect(endingsOf('audio')).toEqual(['wav', 'npy', 'npz', 'pb']);
    expect(new Set(endingsOf('tensor')).size).toBe(endingsOf('tensor').length);
  });
});
