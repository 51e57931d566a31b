/** A word or phrase that the repository does not use, and the plain one. */
export type ForbiddenPhrase = { readonly pattern: RegExp; readonly instead: string };

/** Old words of docs/glossary.md, as whole words in any case. `x|y` is a choice; common words count only in the old sense. */
const PHRASES: readonly (readonly [words: string, instead: string])[] = [
  ['whoever|whomever|whatever|whom', 'name the person, system or thing'],
  ['hand(s|ed|ing)? over|handed-over|hand-?overs?|hand-offs?( is open)?', 'publish; unpublished revision'],
  ['gives? back|gave back|giving back|given back', 'return (a function), reverse (a credit)'],
  ['turn(s|ed|ing)? away|turns? it away|turned-away', 'reject'],
  ['knock(s|ed|ing)?', 'authenticate; validate the request'],
  ['refuses?|refusals?|refusing|(?<!connection )(?<!connections )refused', 'reject; invalid'],
  ['doors?', 'entry point; source'],
  ['theirs|ours', 'permanent (client) error; transient (server) error'],
  ['will never work|this did not work|the same call again may', 'invalid request; the request can be retried safely'],
  ['told|tells|said|says|heard|hears|never heard of', 'report, list, describe, state, receive'],
  ['speaks?|spoke|spoken', 'use a verb for what the system does'],
  [
    "(its|their|one's|her|his|\\w+['’]s) (own )?words?(?= (is|was|are|about|for|of)\\b)",
    'component status; provider update',
  ],
  ['judges?|judged|judging|judgements?|verdicts?', 'evaluate, assess; notice decision'],
  ['raw downtimes?|whole raw', 'gross downtime; outage'],
  ['noticeables?', 'notice window'],
  ['standing fees?|standing facts?', 'recurring fee; effective fact'],
  ['stood|fallen facts?|stands there', 'exists; superseded'],
  ['(?<!lessons )(learned|learnt)', 'recorded'],
  ['folding|episodes?', 'state timeline; down interval'],
  ['shel(f|ves|ved?)', 'index; item type'],
  ['stretch(es)?', 'interval; key range'],
  ['appearances', 'usages; references'],
  ['would-be|supposed(ly)?', 'preview, draft; assumption'],
  ['askers?', 'API client'],
  ['chunks?', 'batch'],
  ['overtak(e|es|en|ing)|overtook', 'superseded'],
  ['tried out', 'premature; tested'],
  ['know(s|n)? (less|more)', 'has older evidence; has newer evidence'],
  ['(?<!as )of (now|then)', 'current; original'],
  ['reckon(s|ed|ing)?', 'calculation'],
  ['r[au]ngs?|rings|woken|wakes?|woke', 'an alarm fires; on-call is paged'],
  ['hurts?', 'impact'],
  ['mend(s|ed|ing)?', 'fix'],
  ['harmless(ly)?', 'idempotent; sanitised; safe'],
  ['patience', 'retry settings'],
  ['zipped', 'gzipped'],
  ['fates?|chief', 'category; primary'],
  ['stor(y|ies)', 'scenario'],
  ['regular runs?|by (the|a) clock', 'scheduled function; scheduled'],
  ["of one's own|(number|key|word) of (its|their) own", 'customer-managed key; reference'],
  ['rooms', 'folders; source layout'],
  ['that bite|survivors', 'mutation score; surviving mutants'],
  ['under attack', 'fuzzing'],
  ['to be looked at|look(s|ed)? to by|in no order of meaning', 'needs review; unsorted'],
  ['puts? (it|them|this|that) right|put right', 'fix; correct'],
  ['(?<!months |days |years |time )(go(es)?|went|gone) by', 'use'],
  ['lest', 'so that … not'],
  ['that (is|are) none', 'name what it is'],
  ['all the same(?= ?[,.:;])', 'still; anyway'],
];

/** Old words of the glossary, compiled. */
export const FORBIDDEN_PHRASES: readonly ForbiddenPhrase[] = PHRASES.map(([words, instead]) => ({
  pattern: new RegExp(String.raw`(?<![\w/.-])(?:${words})(?![\w/-]|\.\w)`, 'gi'),
  instead,
}));

/** Sentences that start with a pronoun, a clause or a genitive in the place of their subject. Questions are exempt. */
export const FORBIDDEN_OPENING =
  /^(What(?!-if)|Whatever|Whoever|Whomever|Whom|Whose|Of(?! course)|Nobody|Those (who|that|whose|of)|One (that|who|whose|which|of))\b(?![^.!]*\?$)/;

/** Test titles that are a fragment: they continue a subject which is not there. */
export const FRAGMENT_OPENING =
  /^(that|which|what|whatever|whoever|whom|whose|who|whether|of|and|but|or|nor|so|such|also|too|lest|nobody|those|one (that|who|whose|which|of))\b/i;

/** The most words of a sentence, or of a test title. */
export const WORDS_MAX = { markdown: 30, comment: 20, error: 20, string: 30, title: 12 } as const;

/** Limits on a whole group of texts, a little above ten model repositories. Shares are per 1,000 words or in percent. */
export const DENSITY_MAX = { coy: 2.5, saying: 1.5, fronted: 3.5, p90: 30 } as const;

/** The most words of the median test title. */
export const TITLE_MEDIAN_MAX = 9;

/** Pronouns that keep the reader waiting for a noun. */
export const COY = /\b(what|whatever|whoever|whom|whose|who)\b/gi;

/** Verbs of speech, which the repository's things cannot do. */
export const SAYING = /\b(told|tells?|said|says?|words?|heard|hears?)\b/gi;

/** Sentences that probably start with something other than their subject. */
export const FRONTED =
  /^(What|Whatever|Whoever|Of|Whose|Whom|Where|Nothing|Nobody|None|Neither|From|By|With|Without|Until|One|Those|Some|Others?)\b/;
