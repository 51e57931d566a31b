const MAIL_ADDRESS = /^[^\s@<>,;:"\p{Cc}]{1,64}@[^\s@<>,;:"\p{Cc}]{1,253}$/u;

/** Returns whether a text is a plain address: no header of a message can have another one. */
export const isMailAddress = (text: string): boolean => MAIL_ADDRESS.test(text);
