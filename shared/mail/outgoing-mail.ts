/** A message that the product sends. */
export type OutgoingMail = {
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly headers: readonly { readonly name: string; readonly value: string }[];
  readonly attachment?: { readonly name: string; readonly type: string; readonly content: Uint8Array };
};

/** The limits of SES for a header, and a subject that every client shows. */
const HEADER_CHARACTERS_MAX = 870;
const SUBJECT_CHARACTERS_MAX = 200;

/** A `msg-id` of RFC 5322 in one line, without comments and quotes. */
const MESSAGE_ID = /^<[\x21-\x3b\x3d\x3f\x41-\x7e]{1,250}@[\x21-\x3b\x3d\x3f\x41-\x7e]{1,250}>$/;

/** Returns text without line breaks and other control characters, so that it cannot add a header. */
const headerText = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .trim();

/** Returns a subject in one line that every client shows. */
export const plainSubject = (subject: string): string =>
  Array.from(headerText(subject)).slice(0, SUBJECT_CHARACTERS_MAX).join('');

/** Returns the subject of an answer: `Re: ` once, and the subject in one line. */
export const answerSubject = (subject: string | undefined, otherwise: string): string => {
  const line = headerText(subject ?? '').replace(/^(?:re:\s*)+/i, '');
  return line === '' ? otherwise : `Re: ${plainSubject(line)}`;
};

/** Exchange sends no absence note as an answer to it. */
const SUPPRESS_ABSENCE_NOTES = { name: 'X-Auto-Response-Suppress', value: 'All' } as const;

/** Returns the headers of an automatic message that answers none (RFC 3834, section 5). */
export const automaticHeaders = (): OutgoingMail['headers'] => [
  { name: 'Auto-Submitted', value: 'auto-generated' },
  SUPPRESS_ABSENCE_NOTES,
];

/**
 * Returns the headers of an automatic answer (RFC 3834, section 3.1; RFC 5322, section 3.6.4).
 * `references`: the ids of the thread, oldest first. An id that is not plain is left out, since it could add a header.
 */
export const answerHeaders = (
  messageId: string | undefined,
  references: readonly string[],
): OutgoingMail['headers'] => {
  const parent = messageId !== undefined && MESSAGE_ID.test(messageId) ? messageId : undefined;
  return [
    { name: 'Auto-Submitted', value: 'auto-replied' },
    SUPPRESS_ABSENCE_NOTES,
    ...(parent === undefined
      ? []
      : [
          { name: 'In-Reply-To', value: parent },
          { name: 'References', value: referencesText([...references.filter((id) => MESSAGE_ID.test(id)), parent]) },
        ]),
  ];
};

/** Returns the first id and as many of the last ones as the header permits. */
const referencesText = (ids: readonly string[]): string => {
  const [first = '', ...rest] = new Set(ids);
  const last: string[] = [];
  let characters = first.length;
  for (const id of rest.toReversed()) {
    characters += id.length + 1;
    if (characters > HEADER_CHARACTERS_MAX) break;
    last.unshift(id);
  }
  return [first, ...last].join(' ');
};
