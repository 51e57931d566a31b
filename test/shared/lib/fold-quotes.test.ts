import { expect, test } from 'vitest';
import { foldQuotes } from '../../../shared/lib/fold-quotes.ts';

test.each([
  ['Down.\n> quoted\nStill down.', 'Down.\nStill down.', '> quoted'],
  [
    'Down.\n\nOn Mon, 26 Oct 2026 at 13:02, Support wrote:\n> hello\nbye',
    'Down.',
    'On Mon, 26 Oct 2026 at 13:02, Support wrote:\n> hello\nbye',
  ],
  ['Down.\n-----Original Message-----\nFrom: us', 'Down.', '-----Original Message-----\nFrom: us'],
  [
    'Down.\n\nOn Mon, 26 Oct 2026 at 13:02, The Support Team <support@company.example>\nwrote:\n\n> hello',
    'Down.',
    'On Mon, 26 Oct 2026 at 13:02, The Support Team <support@company.example>\nwrote:\n\n> hello',
  ],
  ['Down.\nFrom: Us\nSent: Monday\n\nhello', 'Down.', 'From: Us\nSent: Monday\n\nhello'],
  ['Aus.\nVon: Uns\nGesendet: Montag\nhallo', 'Aus.', 'Von: Uns\nGesendet: Montag\nhallo'],
  ['Down.\n________________________________\nhello', 'Down.', '________________________________\nhello'],
  ['On Monday\nall was down.', 'On Monday\nall was down.', ''],
  ['No quotes.', 'No quotes.', ''],
])('%j has the own text %j', (text, own, quoted) => {
  expect(foldQuotes(text)).toEqual({ own, quoted });
});
